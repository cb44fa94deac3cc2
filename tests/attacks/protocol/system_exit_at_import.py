# attack: exit politely, with success, before there is anything to call
# expect: not_gradable SystemExit: 0
# unconfined: fails
import sys

sys.exit(0)  # an exception like any other
