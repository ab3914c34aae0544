"""Doing an operation: once, whole or not at all, or only to see."""

import json
import re
from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from commun.api.models import KeptAnswer
from commun.api.problems import Refused
from commun.api.writing import kept
from commun.api.writing.operation import Call, Done, Operation
from commun.api.writing.refusing import refused
from commun.core.errors import DomainError, EditConflict
from commun.keys.models import ApiKey

ANY = "*"
_TAG = re.compile(r'(?:W/)?"?([!#-~]{1,200})"?')


def perform(
    request: HttpRequest,
    operation: Operation[Any],
    *,
    identifier: str,
    given: Any,
    is_trial: bool,
    file: "UploadedFile[Any] | None" = None,
) -> HttpResponse:
    """Do it and say what was done. With `is_trial` everything is done, then undone: no mail leaves, no row stays.

    Raises Refused.
    """
    name, seen = kept.name_in(request), _seen(request, operation)
    claimed = None
    if name and not is_trial:
        found = kept.claim(key=_key(request), name=name, digest=kept.digest_of(request))
        if isinstance(found, KeptAnswer):
            return _response(found.body, status=found.status or 200, version=found.version, is_replayed=True)
        claimed = found
    is_settled, done = False, Done(())
    try:
        with transaction.atomic():
            done = _act(request, operation, identifier=identifier, given=given, seen=seen, file=file)
            response = _told(operation, done, is_trial=is_trial)
            if claimed is not None:
                kept.settle(
                    claimed,
                    status=response.status_code,
                    body=response.content.decode(),
                    version=response.headers.get("ETag", "").strip('"'),
                )
            transaction.set_rollback(is_trial)
        is_settled = True
    except EditConflict as conflict:
        raise _overtaken(request, operation, identifier, conflict, seen) from conflict
    except DomainError as error:
        raise refused(error, operation.names) from error
    finally:
        if claimed is not None and not is_settled:
            kept.release(claimed)
        if is_trial or not is_settled:
            for written in done.files:
                written.storage.delete(str(written.name))
    return response


def _key(request: HttpRequest) -> ApiKey:
    """That which `guard.TerritoryKey` let in."""
    key: ApiKey = request.auth  # type: ignore[attr-defined]
    return key


def _act(
    request: HttpRequest,
    operation: Operation[Any],
    *,
    identifier: str,
    given: Any,
    seen: str,
    file: "UploadedFile[Any] | None",
) -> Done:
    key = _key(request)
    target = operation.find(key.territory, identifier)
    if seen == ANY and operation.version is not None:
        seen = operation.version(target)
    return operation.act(Call(target=target, given=given, by=key.user, territory=key.territory, seen=seen, file=file))


def _told(operation: Operation[Any], done: Done, *, is_trial: bool) -> HttpResponse:
    body = json.dumps(done.as_json(is_trial=is_trial), ensure_ascii=False)
    return _response(body, status=200 if is_trial else operation.success, version=done.version)


def _response(body: str, *, status: int, version: str, is_replayed: bool = False) -> HttpResponse:
    headers = {"Cache-Control": "no-store"}
    if version:
        headers["ETag"] = f'"{version}"'
    if is_replayed:
        headers["Idempotency-Replayed"] = "true"
    return HttpResponse(body, status=status, content_type="application/json", headers=headers)


def _seen(request: HttpRequest, operation: Operation[Any]) -> str:
    """The version that the author of the request had read; `*` for whatever there is. Raises Refused."""
    if operation.version is None:
        return ""
    said = request.headers.get("If-Match", "").strip()
    if not said:
        raise Refused(
            428,
            _(
                "Dites dans If-Match quelle version vous modifiez : celle que donnait la dernière écriture, ou « * » "
                "pour remplacer sans avoir lu."
            ),
        )
    tag = _TAG.fullmatch(said)
    if tag is None:
        raise Refused(422, _("L’en-tête ne convient pas."), faults=[("If-Match", _("Une version, ou « * »."))])
    return tag[1]


def _overtaken(
    request: HttpRequest, operation: Operation[Any], identifier: str, conflict: EditConflict, seen: str
) -> Refused:
    """Someone else was quicker: which version there is now, so that whoever asks may read it and decide."""
    extra: Mapping[str, str] = {}
    headers: Mapping[str, str] = {}
    if operation.version is not None:
        version = operation.version(operation.find(_key(request).territory, identifier))
        extra, headers = {"version": version}, {"ETag": f'"{version}"'}
    return Refused(412 if seen else 409, conflict.message, headers=headers, extra=extra)
