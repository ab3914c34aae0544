"""Sample arguments of the addresses of the mails."""

from django.core import signing

from tests.following.factories import reader_following


def _token(salt: str):
    def sample(_world) -> dict:
        subscription = reader_following("reseau").subscriptions.get()
        told = {
            "following.confirm": subscription.pk,
            "following.manage": subscription.reader_id,
            "following.leave": [subscription.reader_id, subscription.pk],
        }
        return {"token": signing.dumps(told[salt], salt=salt)}

    return sample


SAMPLES = {
    "following:confirm": _token("following.confirm"),
    "following:manage": _token("following.manage"),
    "following:leave": _token("following.leave"),
}
