"""Postmark's interface to send, on this machine, that answers as a test asks."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TAKEN = {
    "To": "alex@example.org",
    "MessageID": "b7bc2f4a-e38e-4336-af7d-e6c392c2f817",
    "ErrorCode": 0,
    "Message": "OK",
}


class Stub:
    """`answer` is a status and a payload, or None to hang up without a word. What came is in `calls`."""

    def __init__(self):
        self.answer = (200, TAKEN)
        self.calls = []
        stub = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                stub.calls.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                if stub.answer is None:
                    self.connection.close()
                    return
                status, payload = stub.answer
                body = json.dumps(payload).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *exc):
        self.server.shutdown()
        self.server.server_close()
