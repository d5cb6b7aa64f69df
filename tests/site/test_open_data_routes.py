"""Open data over HTTP: off by default; pages, entity tags, open to every site."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from bot.app import Service

LISTS = ("occupations", "courses", "learning-opportunities")


@pytest.fixture
def client(make_parts: Callable[..., Any], sqlite_engine: Any, settings: Any) -> TestClient:
    parts = make_parts(sqlite_engine, settings=settings.copy(update={"open_data": True}))
    return TestClient(Service.of(parts).application())


def test_nothing_is_served_unless_it_is_turned_on(parts: Any) -> None:
    client = TestClient(Service.of(parts).application())
    assert [client.get(f"/api/v1/open/{name}").status_code for name in LISTS] == [404] * 3


@pytest.mark.parametrize("name", LISTS)
def test_whoever_follows_the_links_reads_every_page_and_entry(
    client: TestClient, name: str
) -> None:
    address, urls = f"/api/v1/open/{name}", []
    while address:
        page = client.get(address)
        urls += [item["url"] for item in page.json()["itemListElement"]]
        address = page.links.get("next", {}).get("url", "")
    assert len(set(urls)) == len(urls) == page.json()["numberOfItems"] > 200
    answer = client.get(urls[-1])
    assert answer.headers["content-type"] == "application/ld+json"
    assert urls[-1] in answer.text


def test_what_did_not_change_is_not_sent_again(client: TestClient) -> None:
    address = "/api/v1/open/occupations/infirmier"
    first = client.get(address, headers={"origin": "https://ailleurs.example"})
    assert first.headers["cache-control"] == "public, no-cache"
    assert first.headers["access-control-allow-origin"] == "*"
    again = client.get(address, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.head(address).headers["etag"] == first.headers["etag"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("occupations/no-such-trade", 404),
        ("occupations?page=0", 404),
        ("occupations?page=999999", 404),
        ("occupations?page=-1", 400),
        ("occupations?page=²", 400),
        ("courses/..%2Foccupations", 404),
    ],
)
def test_what_is_not_there_is_refused(client: TestClient, path: str, status: int) -> None:
    answer = client.get(f"/api/v1/open/{path}")
    assert answer.status_code == status
    assert set(answer.json()) == {"error", "message"}
