"""A dataset cut on its way goes on where it was, then two people sign it."""

from collections.abc import Callable

from playwright.sync_api import FilePayload, Request, Route

from tests.e2e.network import SECOND
from tests.e2e.site import DESK, Person, Site

PART = 8 * 1024 * 1024  # what a browser sends at once
HOME = "/espace/territoires/bourg-fictif/patrimoine/"


def test_a_dataset_cut_on_its_way_goes_on_and_is_public_once_two_people_signed(
    site: Site, person: Callable[..., Person], network: Callable[[str], Person]
) -> None:
    keeper = person("référente", "referente.vie@exemple.fr", screen=DESK, javascript=True)
    keeper.signs_in()
    keeper.goes_to(f"{HOME}nouveau/")
    keeper.fills(kind="jeu_de_donnees", title="Questions posées au guichet")
    keeper.submits("Commencer la description")
    desk = keeper.page.url.removeprefix(site.url).removesuffix("decrire/")
    said = "Compté à la main, sans nom ni adresse."
    keeper.fills(description=said, provenance=said, intended_use=said, limits=said, creators="Bourg-Fictif (exemple)")
    keeper.fills(licence="etalab-2.0", personal_data="absentes", personal_data_note=said)
    keeper.sees("patrimoine-decrire")
    keeper.submits("Enregistrer")
    keeper.goes_to(f"{desk}garde/")
    keeper.fills(custodian="Archives inventées", contact="archives@exemple.fr", kept_why="On y revient chaque année.")
    keeper.submits("Enregistrer")
    keeper.goes_to(desk)
    keeper.sees("patrimoine-fiche")
    rows = b"question;fois\n" + "Où est le guichet ?;12\n".encode() * (PART // 20)
    file = FilePayload(name="questions.csv", mimeType="text/csv", buffer=rows)
    sent: list[int] = []

    def one_part_then_nothing(route: Route, request: Request) -> None:
        if sent:
            route.abort()
            return
        if request.method == "PATCH":
            sent.append(int(request.headers["upload-offset"]))
        route.continue_()

    keeper.page.route("**/depots/*/", one_part_then_nothing)
    keeper.page.locator("input[type=file]").set_input_files(files=[file])
    keeper.page.get_by_role("button", name="Déposer ce fichier").click()
    keeper.reads("La connexion est coupée")
    keeper.page.unroute_all()
    keeper.goes_to(desk)
    keeper.reads("le dépôt reprend où il s’est arrêté")
    keeper.sees("patrimoine-coupe")
    keeper.page.on("request", lambda one: sent.append(int(one.headers.get("upload-offset", -1))))
    keeper.page.locator("input[type=file]").set_input_files(files=[file])
    keeper.submits("Déposer ce fichier")
    assert [offset for offset in sent if offset >= 0] == [0, PART]
    keeper.reads("questions.csv")
    site.run("worker", "--once")
    keeper.goes_to(desk)
    keeper.reads("intact")
    keeper.submits("Signer pour le territoire")
    uid = desk.rstrip("/").rpartition("/")[2]
    anyone = person("anyone")
    anyone.goes_to(f"/patrimoine/{uid}/", status=404)

    second = network(SECOND)
    second.goes_to(f"/espace/patrimoine/{uid}/")
    second.sees("patrimoine-relecture")
    second.submits("Signer et rendre public")
    anyone.goes_to("/patrimoine/")
    anyone.clicks("Questions posées au guichet")
    anyone.reads("Archives inventées")
    anyone.sees("patrimoine-public")
