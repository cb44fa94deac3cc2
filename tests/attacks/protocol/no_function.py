# attack: hand in nothing
# expect: not_gradable no function 'backward'
# unconfined: fails
