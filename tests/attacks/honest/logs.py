# honest: logs
import logging

logging.basicConfig(level=logging.DEBUG)
log = logging.getLogger(__name__)


def backward(x, w, y):
    log.info("backward at %s", (x, w, y))
    log.warning("still at it")
    return {"w": 2 * (w * x - y) * x}
