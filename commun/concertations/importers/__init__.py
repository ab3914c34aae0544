"""What people already have elsewhere, read and doubted before it is taken."""
