"""A DNS server on a loopback port: what it answers can change between two questions."""

import socketserver
import threading
from collections import Counter
from typing import Any

import dns.flags
import dns.message
import dns.rdatatype
import dns.rrset

Records = dict[tuple[str, str], list[list[str]]]


class _Question(socketserver.BaseRequestHandler):
    server: "DnsServer"

    def handle(self) -> None:
        data, socket = self.request
        asked = dns.message.from_wire(data)
        answer = dns.message.make_response(asked)
        answer.flags |= dns.flags.RA
        question = asked.question[0]
        name = question.name.to_text(omit_final_dot=True).lower()
        self.server.add(answer, name, dns.rdatatype.to_text(question.rdtype))
        socket.sendto(answer.to_wire(), self.client_address)


class DnsServer(socketserver.ThreadingUDPServer):
    """Answers from ``records``: each key has its answers in turn, the last one for ever."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Question)
        self.records: Records = {}
        self.asked: Counter[tuple[str, str]] = Counter()

    @property
    def port(self) -> int:
        return self.server_address[1]

    def add(self, answer: Any, name: str, kind: str) -> None:
        times = self.asked[name, kind]
        self.asked[name, kind] += 1
        alias = self.records.get((name, "CNAME"))
        if alias:
            target = alias[0][0]
            answer.answer.append(dns.rrset.from_text(f"{name}.", 0, "IN", "CNAME", f"{target}."))
            name = target
        answers = self.records.get((name, kind), [[]])
        values = answers[min(times, len(answers) - 1)]
        if values:
            answer.answer.append(dns.rrset.from_text(f"{name}.", 0, "IN", kind, *values))

    def __enter__(self) -> "DnsServer":
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self.shutdown()
        self.server_close()
