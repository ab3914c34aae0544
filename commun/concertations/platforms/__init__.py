"""What other platforms of participation export, read as neutral records. No model, no database, nothing written.

Each platform declares its tables once (`layouts`): which head is which field, under each name that it had over the
years. From that declaration come the columns guessed on the mapping screen, the typed records of the commands and the
tables of `docs/correspondances`.
"""
