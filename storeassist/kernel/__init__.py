"""What every room stands on; knows neither Qt nor any feature."""
