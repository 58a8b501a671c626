"""The first call, with nothing but Python: who is who in delivering to me today.

python docs/tutorial/first_call.py http://127.0.0.1:8000 CLIENT_ID CLIENT_SECRET [CUSTOMER]
"""

import base64
import json
import sys
from urllib.parse import urlencode
from urllib.request import Request, urlopen


def asked(url: str, authorization: str, body: bytes | None = None) -> dict:
    """Return what the server answers."""
    request = Request(url, data=body, headers={"Authorization": authorization})
    with urlopen(request) as answer:
        return json.load(answer)


def main(server: str, client_id: str, client_secret: str, customer: str = "") -> None:
    """Get a token, ask, and print a line per party and kind of data."""
    basic = base64.b64encode(f"{client_id}:{client_secret}".encode()).decode()
    given = asked(f"{server}/oauth/token", f"Basic {basic}", b"grant_type=client_credentials")
    query = f"?{urlencode({'customer': customer})}" if customer else ""
    token = f"Bearer {given['access_token']}"
    for row in asked(f"{server}/api/v1/role-matrix{query}", token)["results"]:
        grounds = "; ".join(cite for ground in row["grounds"] for cite in ground["cites"])
        print(f"{row['party']['name']:32} {row['data_category']:18} {row['role']:16} {grounds}")


if __name__ == "__main__":
    main(*sys.argv[1:])
