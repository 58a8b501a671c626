"""Ed25519 signatures checked with Python's own library: for programs that are run without ours.

Checks only; what signs is :mod:`voipgrid_privacy.kernel.signing`. A program of one file takes
this module in whole (see :mod:`voipgrid_privacy.kernel.offline`), so it imports nothing of ours.
"""

import hashlib

_P = 2**255 - 19
_D = -121665 * pow(121666, _P - 2, _P) % _P
_ORDER = 2**252 + 27742317777372353535851937790883648493
Point = tuple[int, int, int, int]


def verified(key: bytes, text: bytes, signature: bytes) -> bool:
    """Check a signature as RFC 8032 section 5.1.7 says."""
    if len(signature) != 64 or len(key) != 32:
        return False
    a, r = _decoded(key), _decoded(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= _ORDER:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + text).digest(), "little") % _ORDER
    left, right = _times(s, _BASE), _plus(r, _times(h, a))
    x = (left[0] * right[2] - right[0] * left[2]) % _P
    y = (left[1] * right[2] - right[1] * left[2]) % _P
    return x == 0 == y


def _plus(one: Point, other: Point) -> Point:
    a = (one[1] - one[0]) * (other[1] - other[0]) % _P
    b = (one[1] + one[0]) * (other[1] + other[0]) % _P
    c = 2 * one[3] * other[3] * _D % _P
    d = 2 * one[2] * other[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(number: int, point: Point) -> Point:
    found: Point = (0, 1, 1, 0)
    while number:
        if number & 1:
            found = _plus(found, point)
        point, number = _plus(point, point), number >> 1
    return found


def _decoded(data: bytes) -> "Point | None":
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * pow(2, (_P - 1) // 4, _P) % _P
    if (x * x - square) % _P or (x == 0 and sign):
        return None
    x = _P - x if x & 1 != sign else x
    return x, y, 1, x * y % _P


_BASE: Point = _decoded((4 * pow(5, _P - 2, _P) % _P).to_bytes(32, "little")) or (0, 1, 1, 0)
