"""Tests of the feature orders."""
