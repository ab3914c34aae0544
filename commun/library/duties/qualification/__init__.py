"""The qualification assistant: a few questions in plain words, plain rules, conclusions that say why.

`questions` is what is asked; `logic` holds three values (yes, no, one cannot conclude) and the facts that led to each;
`rules` is the table of conclusions. All pure: no database, no request. It is no legal advice, and never guesses.
"""
