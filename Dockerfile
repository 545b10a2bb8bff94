# The dashboard for a server. Nothing is downloaded that no hash in requirements/ vouches for.
FROM python:3.13-slim AS build
WORKDIR /src
COPY requirements requirements
COPY pyproject.toml README.md LICENSE ./
RUN python -m venv /opt/runtone \
 && /opt/runtone/bin/pip install --no-cache-dir --require-hashes --requirement requirements/build.txt \
 && /opt/runtone/bin/pip install --no-cache-dir --require-hashes --no-build-isolation --requirement requirements/server.txt
COPY docs/method.md docs/method.md
COPY sample_data sample_data
COPY runtone runtone
RUN /opt/runtone/bin/pip install --no-cache-dir --no-deps --no-build-isolation --no-index .

FROM python:3.13-slim
RUN useradd --create-home --uid 10001 runtone && install --directory --owner runtone --mode 0700 /data
COPY --from=build /opt/runtone /opt/runtone
ENV PATH=/opt/runtone/bin:$PATH RUNTONE_DATA_FOLDER=/data PYTHONUNBUFFERED=1
USER runtone
# Streamlit looks for .streamlit/secrets.toml here.
WORKDIR /home/runtone
VOLUME /data
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8501/readyz', timeout=4)"]
# Refuses to start unless RUNTONE_AUTH, RUNTONE_PUBLIC_DEMO or RUNTONE_SHARES_ONLY says who may see what.
CMD ["runtone", "serve", "--address", "0.0.0.0"]
