"""A small OpenID Connect provider on loopback: discovery, authorization code with PKCE, signed ID tokens.

It asks who somebody is with one button a person, and else does what a provider does: a code works once, for its client,
its address and its verifier, and tokens are signed with a key that the provider publishes.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from typing import Any
from urllib.parse import urlencode

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT_ID, CLIENT_SECRET = "runtone", "a secret between the two servers"
PEOPLE = {"anna": "Anna", "ben": "Ben"}


class Provider:
    """An OpenID Connect provider.

    Parameters
    ----------
    issuer : str
        Its address.
    """

    def __init__(self, issuer: str) -> None:
        from joserfc.jwk import RSAKey

        self.issuer = issuer
        self._key = RSAKey.generate_key(2048, {"kid": "test", "use": "sig", "alg": "RS256"})
        self._codes: dict[str, dict[str, str]] = {}
        self.logins: list[str] = []
        self.app = Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self.discovery),
                Route("/keys", self.keys),
                Route("/favicon.ico", lambda request: Response(status_code=204)),
                Route("/authorize", self.authorize),
                Route("/agree", self.agree),
                Route("/token", self.token, methods=["POST"]),
            ]
        )

    def discovery(self, request: Request) -> Response:
        """Say where everything is."""
        return JSONResponse(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "code_challenge_methods_supported": ["S256"],
            }
        )

    def keys(self, request: Request) -> Response:
        """Publish the public key."""
        return JSONResponse({"keys": [self._key.as_dict(private=False)]})

    def authorize(self, request: Request) -> Response:
        """Ask who it is."""
        asked = dict(request.query_params)
        assert asked["client_id"] == CLIENT_ID
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        buttons = "".join(
            f'<p><a href="/agree?{escape(urlencode({**asked, "sub": sub}))}">Continue as {name}</a></p>'
            for sub, name in PEOPLE.items()
        )
        return HTMLResponse(f"<h1>Who are you?</h1>{buttons}")

    def agree(self, request: Request) -> Response:
        """Send the person back with a code that works once."""
        asked = dict(request.query_params)
        code = secrets.token_urlsafe(24)
        self._codes[code] = asked
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}", 302)

    async def token(self, request: Request) -> Response:
        """Give an ID token for a code."""
        from joserfc import jwt

        form = await request.form()
        asked = self._codes.pop(str(form["code"]), None)
        if asked is None or not _is_client(request, dict(form)) or form["redirect_uri"] != asked["redirect_uri"]:
            return JSONResponse({"error": "invalid_grant"}, 400)
        digest = hashlib.sha256(str(form["code_verifier"]).encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != asked["code_challenge"]:
            return JSONResponse({"error": "invalid_grant"}, 400)
        now = int(time.time())  # noqa: TID251 - the login library compares a token with the computer's own clock
        claims: dict[str, Any] = {
            "iss": self.issuer,
            "sub": asked["sub"],
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 600,
            "nonce": asked["nonce"],
            "name": PEOPLE[asked["sub"]],
            "email": "the-same@for.both",
        }
        self.logins.append(asked["sub"])
        token = jwt.encode({"alg": "RS256", "kid": "test"}, claims, self._key)
        return JSONResponse(
            {"access_token": secrets.token_urlsafe(), "token_type": "Bearer", "expires_in": 600, "id_token": token}
        )


def _is_client(request: Request, form: dict[str, Any]) -> bool:
    header = request.headers.get("authorization", "")
    if header.startswith("Basic "):
        return base64.b64decode(header[6:]).decode() == f"{CLIENT_ID}:{CLIENT_SECRET.replace(' ', '+')}" or (
            base64.b64decode(header[6:]).decode() == f"{CLIENT_ID}:{CLIENT_SECRET}"
        )
    return form.get("client_id") == CLIENT_ID and form.get("client_secret") == CLIENT_SECRET


@contextmanager
def providing(port: int) -> Iterator[Provider]:
    """Run a provider on loopback."""
    provider = Provider(f"http://127.0.0.1:{port}")
    server = uvicorn.Server(uvicorn.Config(provider.app, host="127.0.0.1", port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    try:
        yield provider
    finally:
        server.should_exit = True
        thread.join(20)
