"""ProConnect, against a real identity provider running on this machine."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import parse_qs, urljoin, urlsplit

import jwt
import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import ec
from django.core import mail
from django.core.cache import cache
from django.test import Client

from commun.accounts.models import User
from commun.accounts.proconnect.client import ProConnectAdapter
from tests.accounts.factories import UserFactory, coordinator
from tests.territories.factories import TerritoryFactory, siren

HERE = Path(__file__).parent / "oidc"
SITE = "http://127.0.0.1:8000"
SIREN = siren(77, prefix="24")


def provider_modules() -> Path:
    """The folder where npm put the provider, outside the repository; skips the tests when it cannot be had."""
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("node et npm sont nécessaires au fournisseur d’identité d’essai")
    manifest = json.loads((HERE / "package.json").read_text())
    version = manifest["dependencies"]["oidc-provider"]
    home = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "commun-tests" / f"oidc-provider-{version}"
    if (home / "complete").exists():
        return home
    home.mkdir(parents=True, exist_ok=True)
    shutil.copy(HERE / "package.json", home)
    command = ["npm", "install", "--ignore-scripts", "--no-package-lock", "--no-audit", "--no-fund", "--silent"]
    try:
        subprocess.run(command, cwd=home, check=True, timeout=120, capture_output=True)
    except (subprocess.SubprocessError, OSError) as error:
        pytest.skip(f"oidc-provider {version} n’a pas pu être installé par npm : {error}")
    (home / "complete").touch()
    return home


@pytest.fixture(scope="module")
def issuer():
    """The address of the provider, while it runs."""
    process = subprocess.Popen(
        ["node", str(HERE / "provider.mjs")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={
            **os.environ,
            "OIDC_MODULES": str(provider_modules()),
            "OIDC_REDIRECT_URI": f"{SITE}/connexion/proconnect/retour/",
            "OIDC_LOGOUT_URI": f"{SITE}/deconnexion/proconnect/",
            "OIDC_SIRET": f"{SIREN}00011",
        },
    )
    assert process.stdout is not None
    assert process.stderr is not None
    line = process.stdout.readline()
    if not line:
        process.wait(timeout=10)
        pytest.fail(process.stderr.read())
    yield json.loads(line)["issuer"]
    process.terminate()
    process.wait(timeout=10)
    process.stdout.close()
    process.stderr.close()


def provider_settings(discovery_url: str) -> dict:
    """What config/settings.py makes of the environment."""
    app = {
        "name": "ProConnect",
        "client_id": "commun",
        "secret": "secret-de-test-assez-long",
        "settings": {"server_url": discovery_url, "token_auth_method": "client_secret_post"},
    }
    return {"proconnect": {"APPS": [app]}}


@pytest.fixture
def proconnect(settings, db, issuer):
    """Commun set up to sign in with the provider."""
    cache.clear()
    settings.SITE_URL = SITE
    settings.PROCONNECT_ENABLED = True
    settings.PROCONNECT_CLIENT_ID = "commun"
    settings.PROCONNECT_CLIENT_SECRET = "secret-de-test-assez-long"
    settings.PROCONNECT_DISCOVERY_URL = f"{issuer}/.well-known/openid-configuration"
    settings.SOCIALACCOUNT_PROVIDERS = provider_settings(settings.PROCONNECT_DISCOVERY_URL)
    return issuer


class Browser:
    """Someone with two cookie jars, ours and ProConnect's, who follows redirections between the two."""

    def __init__(self) -> None:
        self.commun = Client()
        self.proconnect = requests.Session()

    def start(self, **data: str) -> str:
        """The authorization address that our button leads to."""
        answer = self.commun.post("/connexion/proconnect/", data)
        assert answer.status_code == 302, answer.content.decode()
        return answer.headers["Location"]

    def through(self, url: str) -> str:
        """From a page of ProConnect to the address of ours that it sends back to."""
        for _step in range(10):
            answer = self.proconnect.get(url, allow_redirects=False)
            assert answer.is_redirect, answer.text
            url = urljoin(url, answer.headers["Location"])
            if url.startswith(SITE):
                return url.removeprefix(SITE)
        raise AssertionError("ProConnect never sent back")

    def sign_in(self, **data: str):
        return self.commun.get(self.through(self.start(**data)))

    @property
    def user_pk(self) -> str | None:
        return self.commun.session.get("_auth_user_id")


def confirm_address(browser: Browser, path: str):
    code = re.search(r"\d{4}-\d{4}", str(mail.outbox[-1].body))
    assert code
    return browser.commun.post(path, {"code": code[0]})


@pytest.fixture
def known(proconnect):
    """An account already linked to the agent's identity."""
    user = UserFactory(email="ada.martin@rives.exemple.fr")
    user.socialaccount_set.create(provider="proconnect", uid="proconnect-ada")
    return user


def test_the_request_is_what_proconnect_asks_for(proconnect) -> None:
    sent = parse_qs(urlsplit(Browser().start()).query)
    assert set(sent) == {
        "client_id",
        "redirect_uri",
        "scope",
        "response_type",
        "state",
        "nonce",
        "acr_values",
        "code_challenge",
        "code_challenge_method",
    }
    assert sent["redirect_uri"] == [f"{SITE}/connexion/proconnect/retour/"]
    assert len(sent["state"][0]) >= 32
    assert len(sent["nonce"][0]) >= 32
    assert sent["code_challenge_method"] == ["S256"]
    asked = {"openid", "given_name", "usual_name", "email", "siret", "organizational_unit", "uid"}
    assert set(sent["scope"][0].split()) == asked


def test_the_address_of_the_page_adds_nothing_to_the_request(proconnect) -> None:
    answer = Client().post("/connexion/proconnect/?scope=phone&auth_params=prompt%3Dnone")
    sent = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert "prompt" not in sent
    assert "phone" not in sent["scope"][0]


def test_a_new_agent_confirms_the_address_once_then_has_an_account(proconnect) -> None:
    browser = Browser()
    answer = browser.sign_in()
    assert answer.url == "/connexion/verification/"
    assert browser.user_pk is None
    assert confirm_address(browser, answer.url).url == "/espace/"
    user = User.objects.get()
    assert (user.email, user.name) == ("ada.martin@rives.exemple.fr", "Ada Martin")
    identity = user.socialaccount_set.get()
    assert identity.uid == "proconnect-ada"
    assert identity.extra_data == {
        "sub": "proconnect-ada",
        "siret": f"{SIREN}00011",
        "organizational_unit": "Numérique",
    }


def test_an_agent_who_is_known_enters_at_once_and_goes_where_they_wanted(known) -> None:
    browser = Browser()
    assert browser.sign_in(next="/compte/").url == "/compte/"
    assert browser.user_pk == str(known.pk)


def test_an_identity_is_its_subject_whatever_its_address_becomes(known) -> None:
    User.objects.filter(pk=known.pk).update(email="autre@exemple.fr")
    browser = Browser()
    browser.sign_in()
    assert browser.user_pk == str(known.pk)
    assert User.objects.get().email == "autre@exemple.fr"


def test_an_address_alone_never_opens_an_existing_account(proconnect) -> None:
    victim = UserFactory(email="ada.martin@rives.exemple.fr")
    browser = Browser()
    answer = browser.sign_in()
    assert answer.url == "/connexion/code/"
    assert "_auth_user_id" not in browser.commun.session
    assert not victim.socialaccount_set.exists()
    assert confirm_address(browser, answer.url).url == "/espace/"
    assert browser.user_pk == str(victim.pk)
    assert victim.socialaccount_set.get().uid == "proconnect-ada"


def test_an_identity_that_waits_is_not_given_to_another_account(proconnect) -> None:
    victim, thief = UserFactory(email="ada.martin@rives.exemple.fr"), UserFactory()
    browser = Browser()
    browser.sign_in()
    browser.commun.post("/deconnexion/")
    browser.commun.post("/connexion/", {"email": thief.email})
    confirm_address(browser, "/connexion/code/")
    assert browser.user_pk == str(thief.pk)
    assert not thief.socialaccount_set.exists()
    assert not victim.socialaccount_set.exists()


def test_a_second_factor_is_asked_after_proconnect_too(proconnect) -> None:
    user = coordinator()
    user.socialaccount_set.create(provider="proconnect", uid="proconnect-ada")
    browser = Browser()
    assert browser.sign_in().url == "/connexion/double-verification/"
    assert browser.user_pk is None


def change_state(client: Client, **changes: str) -> None:
    session = client.session
    states = session["socialaccount_states"]
    for state, *_rest in states.values():
        state.update(changes)
    session["socialaccount_states"] = states
    session.save()


def refused(answer) -> bool:
    return answer.status_code == 401 and "n’a pas pu être vérifiée" in answer.content.decode()


def test_another_nonce_is_refused(known) -> None:
    browser = Browser()
    path = browser.through(browser.start())
    change_state(browser.commun, nonce="x" * 43)
    assert refused(browser.commun.get(path))
    assert browser.user_pk is None


def test_no_nonce_at_all_is_refused(known) -> None:
    browser = Browser()
    path = browser.through(browser.start())
    change_state(browser.commun, nonce="")
    assert refused(browser.commun.get(path))


def test_a_signature_by_another_key_is_refused(known, monkeypatch) -> None:
    browser = Browser()
    path = browser.through(browser.start())
    other = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(ec.generate_private_key(ec.SECP256R1()).public_key()))
    keys = jwt.PyJWKSet.from_dict({"keys": [{**other, "kid": "test", "alg": "ES256"}]})
    monkeypatch.setattr(ProConnectAdapter, "_keys", lambda self: keys)
    assert refused(browser.commun.get(path))
    assert browser.user_pk is None


def test_a_token_signed_with_our_own_secret_is_refused(proconnect, known, monkeypatch) -> None:
    browser = Browser()
    path = browser.through(browser.start())
    claims = {"iss": proconnect, "aud": "commun", "sub": "proconnect-ada"}
    forged = jwt.encode(claims, "secret-de-test-assez-long" * 2, headers={"kid": "test"})
    monkeypatch.setattr(ProConnectAdapter, "_user_information", lambda self, token: forged)
    assert refused(browser.commun.get(path))
    assert browser.user_pk is None


def test_user_information_about_someone_else_is_refused(known, monkeypatch) -> None:
    browser = Browser()
    path = browser.through(browser.start())
    verified = ProConnectAdapter._verified

    def swapped(self, token, *, require):
        claims = verified(self, token, require=require)
        return claims if require else {**claims, "sub": "someone-else"}

    monkeypatch.setattr(ProConnectAdapter, "_verified", swapped)
    assert refused(browser.commun.get(path))


def test_a_state_of_another_browser_is_refused(known) -> None:
    browser = Browser()
    path = browser.through(browser.start())
    assert refused(Client().get(path))


def test_a_code_serves_once(known) -> None:
    browser = Browser()
    path = browser.through(browser.start())
    browser.commun.get(path)
    browser.commun.post("/deconnexion/")
    assert refused(browser.commun.get(path))


def test_someone_whom_proconnect_turns_away_is_told_so(known) -> None:
    browser = Browser()
    answer = browser.commun.get(browser.through(browser.start() + "&login_hint=refuse"))
    assert answer.status_code == 401
    assert "Vous avez renoncé" in answer.content.decode()


def test_someone_no_longer_signed_in_to_proconnect_is_told_so(known) -> None:
    browser = Browser()
    state = parse_qs(urlsplit(browser.start()).query)["state"][0]
    answer = browser.commun.get("/connexion/proconnect/retour/", {"error": "login_required", "state": state})
    assert "Vous n’êtes plus identifié·e" in answer.content.decode()


def test_signing_out_signs_out_of_proconnect_too(proconnect, known) -> None:
    browser = Browser()
    browser.sign_in()
    leaving = browser.commun.post("/deconnexion/").headers["Location"]
    assert leaving.startswith(f"{proconnect}/session/end?")
    sent = parse_qs(urlsplit(leaving).query)
    assert set(sent) == {"id_token_hint", "state", "post_logout_redirect_uri"}
    assert browser.user_pk is None
    confirm = browser.proconnect.get(leaving)
    secret = re.search(r'name="xsrf" value="(\w+)"', confirm.text)
    assert secret
    done = browser.proconnect.post(
        urljoin(leaving, "/session/end/confirm"),
        {"xsrf": secret[1], "logout": "yes"},
        allow_redirects=False,
    )
    back = done.headers["Location"]
    assert back.startswith(f"{SITE}/deconnexion/proconnect/?state=")
    assert browser.commun.get(back.removeprefix(SITE)).headers["Location"] == "/"


def test_proconnect_that_does_not_answer_gives_a_page_and_not_an_error(settings, known) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = provider_settings("http://127.0.0.1:9/.well-known/x")
    assert refused(Client().post("/connexion/proconnect/"))


def test_without_settings_there_is_no_proconnect(db, client) -> None:
    assert "ProConnect" not in client.get("/connexion/").content.decode()
    assert client.post("/connexion/proconnect/").status_code == 404
    assert client.get("/connexion/proconnect/retour/").status_code == 404


def test_the_sign_in_page_offers_proconnect_when_it_is_set_up(db, client, settings) -> None:
    settings.PROCONNECT_ENABLED = True
    assert "S’identifier avec ProConnect" in client.get("/connexion/").content.decode()


def test_an_agent_of_a_territory_is_offered_to_join_it(known) -> None:
    TerritoryFactory(metropole=True, siren=SIREN, name="Rives Métropole")
    browser = Browser()
    browser.sign_in()
    assert "Demander à rejoindre Rives Métropole" in browser.commun.get("/compte/").content.decode()
