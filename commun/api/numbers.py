"""Numbers of an address, as its description tells them."""

import re
from typing import Annotated, Any

from pydantic import BeforeValidator
from pydantic_core import PydanticKnownError

_DIGITS = re.compile(r"-?[0-9]+")


def _only_digits(value: Any) -> Any:
    if isinstance(value, str) and _DIGITS.fullmatch(value) is None:
        raise PydanticKnownError("int_parsing")
    return value


WholeNumber = Annotated[int, BeforeValidator(_only_digits)]
"""Pydantic's own `int` reads « 1.0 », « 1_000 » and « +1 » too, which the description does not promise."""
