"""Tests of the feature products."""
