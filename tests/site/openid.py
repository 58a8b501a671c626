"""A small OpenID provider with a real port: discovery, keys, tokens that it signs."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm


@dataclass
class Provider:
    """What it answers; a test changes it before somebody logs in."""

    url: str
    claims: dict[str, Any] = field(default_factory=dict)
    issuer: str = ""
    audience: str = "register"
    key: rsa.RSAPrivateKey = field(
        default_factory=lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048)
    )
    signs_with: rsa.RSAPrivateKey | None = None
    gives_id_token: bool = True
    asked: list[dict[str, list[str]]] = field(default_factory=list)

    def answer(self, path: str, body: bytes) -> dict[str, Any]:
        if path.endswith("/openid-configuration"):
            return {
                "issuer": self.issuer or self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "userinfo_endpoint": f"{self.url}/userinfo",
                "jwks_uri": f"{self.url}/keys",
            }
        if path == "/keys":
            public = json.loads(RSAAlgorithm.to_jwk(self.key.public_key()))
            return {"keys": [{**public, "kid": "one", "alg": "RS256"}]}
        if path == "/userinfo":
            return self.claims
        self.asked.append(parse_qs(body.decode()))
        token = {"access_token": "opaque", "token_type": "Bearer"}
        return {**token, "id_token": self._id_token()} if self.gives_id_token else token

    def _id_token(self) -> str:
        now = int(time.time())
        whole = {
            "iss": self.issuer or self.url,
            "aud": self.audience,
            "iat": now,
            "exp": now + 300,
            "jti": str(uuid4()),
            **self.claims,
        }
        return jwt.encode(
            whole, self.signs_with or self.key, algorithm="RS256", headers={"kid": "one"}
        )


@contextmanager
def provider() -> Iterator[Provider]:
    """Serve a provider on a port of this machine."""
    made = Provider("")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            answer = made.answer(urlsplit(self.path).path, self.rfile.read(length))
            content = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET  # noqa: N815  as its base calls it

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
