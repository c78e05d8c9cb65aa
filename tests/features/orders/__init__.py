"""Tests of features/orders."""
