"""What single formats are written of."""
