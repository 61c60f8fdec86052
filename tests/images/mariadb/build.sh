#!/bin/sh
# Builds the MariaDB image of the integration tests from Debian's own packages, for machines that
# reach a Debian mirror but no image registry. Needs root, mmdebstrap and a Docker engine.
set -eu

image=${1:?the name of the image to build}
here=$(cd "$(dirname "$0")" && pwd)

# The mirrors that this machine already uses, without any third party's.
sources=$(apt-get indextargets --format 'deb $(REPO_URI) $(RELEASE) $(COMPONENT)' \
    'Created-By: Packages' 'Origin: Debian')

echo "$sources" | mmdebstrap --quiet --variant=essential \
    --include=mariadb-server-core,mariadb-client-core,mariadb-common \
    --aptopt='Acquire::Languages "none"' \
    --dpkgopt='force-unsafe-io' \
    --dpkgopt='path-exclude=/usr/share/doc/*' \
    --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' \
    --customize-hook='echo "mysql:x:999:" >>"$1/etc/group"' \
    --customize-hook='echo "mysql:x:999:999::/var/lib/mysql:/usr/sbin/nologin" >>"$1/etc/passwd"' \
    --customize-hook="install '$here/entrypoint.sh' \"\$1/usr/local/bin/entrypoint.sh\"" \
    bookworm - - |
    docker import \
        --change 'ENTRYPOINT ["entrypoint.sh"]' \
        --change 'EXPOSE 3306' \
        --change 'VOLUME /var/lib/mysql' \
        - "$image"
