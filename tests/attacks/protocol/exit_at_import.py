# attack: end the process with success before there is anything to call
# expect: not_gradable the process ended with status 0
# unconfined: fails
import os

os._exit(0)  # a status is no evidence
