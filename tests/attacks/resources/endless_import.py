# attack: loop for ever before there is anything to call
# expect: not_gradable the file was not loaded within
# expect: not_gradable .*
# unconfined: fails
# problem: hasty

while True:  # whoever waits has a clock, and kills
    pass
