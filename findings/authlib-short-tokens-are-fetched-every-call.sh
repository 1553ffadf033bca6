#!/bin/sh
# Authlib 1.9.9 with httpx 0.28.1: a token that lives 60 seconds or less is fetched anew for every request.
# OAuth2Client counts a token as expired "leeway" seconds early, 60 unless told otherwise.
# With expires_in of 60 or less a new token is expired on arrival, and the one fetched in its place is, too.
# A good engineer guesses that a one-minute token serves for a minute, or most of it.
# Seen in 2026-11: with expires_in 90, 5 requests need 1 token; with 60 they need 6.
# Token endpoints with short lives or rate limits meet this; leeway=5 in the constructor helps.
set -eu

python=${PYTHON:-python3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
"$python" -m venv "$work/venv"
"$work/venv/bin/python" -m pip install -qq --disable-pip-version-check \
    authlib==1.9.9 joserfc==1.8.0 cryptography==50.0.2 cffi==2.1.1 pycparser==3.12 \
    httpx==0.28.1 httpcore==1.0.9 h11==0.16.0 anyio==4.16.0 idna==3.20 certifi==2026.10.18 \
    typing-extensions==4.16.0

"$work/venv/bin/python" -W ignore - <<'PY'
import warnings

import authlib.deprecate
import httpx

warnings.simplefilter("ignore")  # after Authlib has set its own filter
from authlib.integrations.httpx_client import OAuth2Client


def tokens_for(expires_in, requests, **options):
    asked = []

    def answer(request):
        if request.url.path == "/token":
            asked.append(request)
            return httpx.Response(200, json={"access_token": "t", "token_type": "Bearer", "expires_in": expires_in})
        return httpx.Response(200, json={})

    client = OAuth2Client(
        "client",
        "secret",
        grant_type="client_credentials",
        token_endpoint="https://auth.example/token",
        transport=httpx.MockTransport(answer),
        **options,
    )
    client.fetch_token()
    for _ in range(requests):
        client.get("https://api.example/").raise_for_status()
    return len(asked)


found = {
    "expires_in 300": tokens_for(300, 5),
    "expires_in 90": tokens_for(90, 5),
    "expires_in 60": tokens_for(60, 5),
    "expires_in 60, leeway 5": tokens_for(60, 5, leeway=5),
}
for name, count in found.items():
    print(f"{name:<24} {count} tokens for 5 requests")
assert found["expires_in 300"] == found["expires_in 90"] == 1, f"changed: {found}"
assert found["expires_in 60"] == 6, f"changed: {found}"
assert found["expires_in 60, leeway 5"] == 1, f"changed: {found}"
PY
