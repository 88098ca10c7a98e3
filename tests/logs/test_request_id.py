"""One number for what belongs together: from the proxy, through the page, to the task of the worker."""

import logging
import re
import uuid

import pytest

from motions import doorbell
from tests.factories import make_submission
from tests.faults.senders import wait_until
from tests.servers import ringing

NUMBER = "6d1f0b8a7c2e4c0e9f520d6b3f1a2c3d"  # as nginx's $request_id


@pytest.mark.parametrize("given", [NUMBER, str(uuid.UUID(NUMBER))])
def test_number_of_the_proxy_is_kept_and_goes_back(client, given):
    assert client.get("/healthz", headers={"X-Request-ID": given})["X-Request-ID"] == given


@pytest.mark.parametrize("given", ["", "1", "alex@example.org", "x" * 5000, "6d1f\r\nSet-Cookie: a=b", NUMBER + "0"])
def test_request_id_that_is_none_is_replaced(client, given, caplog):
    number = client.get("/healthz", headers={"X-Request-ID": given})["X-Request-ID"]
    assert re.fullmatch(r"[0-9a-f]{32}", number)
    assert caplog.records == []


def test_request_id_differs_between_two_requests(client):
    assert client.get("/healthz")["X-Request-ID"] != client.get("/healthz")["X-Request-ID"]


@pytest.mark.django_db(transaction=True)
def test_task_of_a_real_worker_logs_the_number_of_the_request(motion, clp, sink, celery_worker, tmp_path, rf):
    from django_guid.middleware import guid_middleware

    def view(request):
        make_submission(motion, clp, confirmed=False, email="alex@example.org")
        return logging_response()

    environment = {"EMAIL_URL": f"smtp://127.0.0.1:{sink.port}", "LOG_FORMAT": "json"}
    with celery_worker(**environment) as worker, ringing(tmp_path):
        guid_middleware(view)(rf.post("/", headers={"X-Request-ID": NUMBER}))
        doorbell._bell.wait(10)
        wait_until(lambda: "sent." in worker.log.read_text())
    (line,) = [line for line in worker.log.read_text().splitlines() if "1 written, 1 sent" in line]
    assert f'"request_id": "{NUMBER}"' in line
    assert "example.org" not in worker.log.read_text()


def logging_response():
    from django.http import HttpResponse

    logging.getLogger("campaign").info("Answered.")
    return HttpResponse()
