"""Tests of features/products."""
