"""Starts StoreAssist from the source folder."""

if __name__ == "__main__":
    from storeassist.__main__ import main

    main()
