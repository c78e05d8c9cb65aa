"""One outside library behind one small door each; no Qt, no features."""
