"""The text of the manifesto as files: Akoma Ntoso, plain JSON, DOCX."""
