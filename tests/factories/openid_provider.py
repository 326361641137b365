"""An OpenID provider on this machine: it vouches for whom a test says, and errs in the way that a test asks for."""

import base64
import hashlib
import json
import secrets
import threading
import time
from contextlib import contextmanager
from urllib.parse import parse_qs, urlencode
from wsgiref.simple_server import WSGIRequestHandler, make_server

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "sekisho", "between-the-two-of-us-and-nobody-else"
HOUR = 3600


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        pass


class Provider:
    """Answers for one person (``about``). ``claims`` replaces claims of the ID token; ``userinfo`` what stands beside it."""

    def __init__(self):
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.signing = self.key
        self.algorithm = "RS256"
        self.kid = "k1"
        self.about = {"sub": "s-1", "email": "privacy_office@example.jp", "email_verified": True}
        self.claims = {}
        self.userinfo = {}
        self.sends_id_token = True
        self.url = ""
        self._asked = {}

    def __call__(self, environ, respond):
        path, query = environ["PATH_INFO"], {k: v[0] for k, v in parse_qs(environ["QUERY_STRING"]).items()}
        if path == "/.well-known/openid-configuration":
            return self._json(respond, self._configuration())
        if path == "/keys":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
            return self._json(respond, {"keys": [{**public, "kid": "k1", "alg": "RS256", "use": "sig"}]})
        if path == "/authorize":
            code = secrets.token_urlsafe(8)
            self._asked[code] = query
            back = urlencode({"code": code, "state": query["state"]})
            respond("302 Found", [("Location", f"{query['redirect_uri']}?{back}")])
            return [b""]
        if path == "/token":
            body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
            return self._token(respond, {k: v[0] for k, v in parse_qs(body.decode()).items()})
        if path == "/userinfo":
            return self._json(respond, {**self.about, **self.userinfo})
        return self._json(respond, {"error": "not_found"}, "404 Not Found")

    def _configuration(self):
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def _token(self, respond, told):
        asked = self._asked.pop(told.get("code"), None)
        digest = hashlib.sha256(told.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if asked is None or told.get("client_secret") != SECRET or asked.get("code_challenge") != challenge:
            return self._json(respond, {"error": "invalid_grant"}, "400 Bad Request")
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + HOUR, "nonce": asked.get("nonce"), **self.about}
        signed = jwt.encode({**claims, **self.claims}, self.signing, self.algorithm, headers={"kid": self.kid})
        answer = {"access_token": "at-1", "token_type": "Bearer", "expires_in": HOUR}
        return self._json(respond, {**answer, "id_token": signed} if self.sends_id_token else answer)

    @staticmethod
    def _json(respond, told, status="200 OK"):
        respond(status, [("Content-Type", "application/json")])
        return [json.dumps(told).encode()]


@contextmanager
def running_provider():
    """A provider that answers on loopback until the block ends."""
    provider = Provider()
    with make_server("127.0.0.1", 0, provider, handler_class=_Quiet) as server:
        provider.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield provider
        finally:
            server.shutdown()
            thread.join()
