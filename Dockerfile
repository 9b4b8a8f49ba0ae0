# The very steps of `make setup`, in a slim image; tests/test_docker.py holds the two together.
FROM python:3.11-slim

WORKDIR /srv/regulars
# Pictures with Chinese in them need a font that has it; the library that draws keeps its list of fonts in MPLCONFIGDIR.
RUN apt-get update -qq \
 && apt-get install -qq -y --no-install-recommends fonts-noto-cjk \
 && rm -rf /var/lib/apt/lists/*
ENV PYTHONUNBUFFERED=1 MPLCONFIGDIR=/tmp/matplotlib

COPY requirements/run.txt requirements/run.txt
RUN python3 -m venv .venv \
 && .venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt

COPY pyproject.toml README.md LICENSE main.py ./
COPY bot bot
COPY commands commands
COPY handlers handlers
COPY jobs jobs
COPY locales locales
RUN .venv/bin/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable . \
 && .venv/bin/python -m compileall -q bot commands handlers jobs main.py \
 && .venv/bin/python -c "from bot.words.catalogs import Language, words_in; [words_in(one) for one in Language]"

RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin regulars \
 && install -d -o regulars -g regulars -m 0700 /data
USER regulars
VOLUME /data
ENV REGULARS_DATA=/data REGULARS_LISTEN=0.0.0.0:8090
EXPOSE 8090
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD [".venv/bin/regulars", "doctor", "--health"]
ENTRYPOINT ["/srv/regulars/.venv/bin/regulars"]
CMD ["run"]
