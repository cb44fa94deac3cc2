# attack: hand in something that is no function
# expect: not_gradable 'backward' is no function but dict
# unconfined: fails
backward = {"w": 1.0}
