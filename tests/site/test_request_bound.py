"""A hundred megabytes are refused on their headers, in our words."""

import io
from typing import Any

from django.test import Client


class Unreadable(io.BytesIO):
    """A body that must not be read."""

    def read(self, *args):
        raise AssertionError("the body was read")


def test_body_over_the_bound_is_refused_without_being_read():
    environ: dict[str, Any] = {"CONTENT_LENGTH": str(100 * 1024 * 1024), "wsgi.input": Unreadable()}
    response = Client().generic("POST", "/mentions-legales/", b"", "multipart/form-data; boundary=x", **environ)
    assert response.status_code == 413
    page = response.content.decode()
    assert "Cet envoi est trop lourd" in page
    assert "100,0" in page
    assert "10,0" in page


def test_body_that_does_not_say_its_length_is_refused():
    response = Client().generic("POST", "/mentions-legales/", b"", HTTP_TRANSFER_ENCODING="chunked", CONTENT_LENGTH="")
    assert response.status_code == 411
    assert "ne dit pas sa taille" in response.content.decode()


def test_length_that_is_no_number_breaks_nothing(db):
    assert Client().generic("GET", "/nulle-part/", b"", CONTENT_LENGTH="beaucoup").status_code == 404
