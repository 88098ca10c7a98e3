"""A stand-in for a postcodes.io interface, spoken to over real HTTP. Its answers are those that interface gives."""

import json
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


def place(country="England", westminster="E14001172", **codes):
    """The answer to /postcodes/<postcode> for a place in this country."""
    return 200, {
        "status": 200,
        "result": {"country": country, "codes": {"parliamentary_constituency_2024": westminster, **codes}},
    }


def scottish_place(holyrood):
    """The answer to /scotland/postcodes/<postcode>."""
    return 200, {"status": 200, "result": {"codes": {"scottish_parliamentary_constituency": holyrood}}}


INVALID = 404, {"status": 404, "error": "Invalid postcode"}
NOT_FOUND = 404, {"status": 404, "error": "Postcode not found"}
NO_SUCH_PAGE = 404, {"status": 404, "error": "Resource not found"}
BROKEN = 500, {"status": 500, "error": "Internal server error"}


def terminated(year, month):
    """The answer for a postcode that Royal Mail gave up."""
    ended = {"postcode": "CF99 1NA", "year_terminated": year, "month_terminated": month}
    return 404, {"status": 404, "error": "Postcode not found", "terminated": ended}


class PostcodeStub:
    """Answers each path with what `answers` holds for it: one answer, or a list to be given in turn.

    An answer is (status, body) or (status, body, headers): a body that is not bytes goes as JSON. `wait` holds each
    answer back, and `drip` sends it a byte at a time, that many seconds apart.
    """

    def __init__(self):
        self.answers = {}
        self.asked = []
        self.wait = self.drip = 0
        stub = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                stub.asked.append(self.path)
                with suppress(BrokenPipeError, ConnectionResetError):
                    stub.answer(self, stub.answers.get(self.path, NO_SUCH_PAGE))

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def answer(self, handler, answer):
        if isinstance(answer, list):
            answer = answer.pop(0) if len(answer) > 1 else answer[0]
        status, body, headers = (*answer, {})[:3]
        body = body if isinstance(body, bytes) else json.dumps(body).encode()
        time.sleep(self.wait)
        if status == 0:
            handler.wfile.write(body)
            return
        handler.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}.items():
            handler.send_header(name, value)
        if self.drip:
            handler.flush_headers()
            for byte in body:
                handler.wfile.write(bytes([byte]))
                time.sleep(self.drip)
        else:
            handler.end_headers()
            handler.wfile.write(body)

    def __enter__(self):
        Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *exc):
        self.server.shutdown()
        self.server.server_close()
