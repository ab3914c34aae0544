"""What other platforms collected, read and doubted before it is taken."""
