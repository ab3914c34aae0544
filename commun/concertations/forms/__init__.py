"""What a person types, read and checked: one module for each part of the chain."""
