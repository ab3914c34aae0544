"""What the domain refuses, said in French that tells how to mend."""


class DomainError(Exception):
    """A rule of the domain refuses the action; the message is shown to the person as it is."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Gone(DomainError):
    """What the person was working on was removed meanwhile by someone else."""


class EditConflict(DomainError):
    """Someone else saved the same record first; nothing of what was typed is lost (the form is shown again)."""
