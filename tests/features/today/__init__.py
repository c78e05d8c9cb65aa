"""Tests of the morning: figures, whom to greet, and with what words."""
