from mingcha.command import main

main()
