# attack: take the place of the program that runs it
# expect: not_gradable
# expect: raised
# unconfined: fails
import sys

main = sys.modules["__main__"]
main.write_all = main.write = main.main = print
main.main({"score": 10})
raise SystemExit(main)
