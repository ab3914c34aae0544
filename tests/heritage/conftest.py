import pytest


@pytest.fixture(autouse=True)
def kept_apart(settings, tmp_path) -> None:
    """What is deposited goes with the test."""
    settings.STORAGES = settings.STORAGES | {
        "heritage": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "patrimoine"},
        }
    }
