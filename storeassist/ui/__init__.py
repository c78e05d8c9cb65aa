"""The Qt toolkit of the house; knows no feature."""
