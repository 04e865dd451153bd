#!/usr/bin/env bash
# Tries the two commands of the README as a new user would: in a root of Debian 12 that holds nothing but git.
# By hand, as root; needs debootstrap and a few gigabytes: test/house/fresh_debian.sh FOLDER [COMMAND ...]
# Without a command it runs `./dev quickstart` and `./dev test`. The folder stays; a second call clones anew into it.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
[ $# -ge 1 ] || { echo "usage: $0 FOLDER [COMMAND ...]" >&2; exit 2; }
root=$(realpath -m "$1")
shift

# The mirror that this machine's apt uses for Debian 12.
mirror() {
  apt-get indextargets --format '$(SITE) $(RELEASE) $(COMPONENT)' | awk '$2 == "bookworm" && $3 == "main" { print $1; exit }'
}

make_root() {
  debootstrap --variant=minbase --include=git bookworm "$root" "$(mirror)"
  # Sources (updates and security too) and proxies as this machine has them.
  rm -f "$root/etc/apt/sources.list"
  apt-config dump | grep -E '^Acquire::https?::Proxy' >"$root/etc/apt/apt.conf.d/90proxy" || true
  cp /etc/apt/sources.list.d/debian.sources "$root/etc/apt/sources.list.d/" 2>/dev/null ||
    grep debian /etc/apt/sources.list >"$root/etc/apt/sources.list"
}

unmount() { umount -R "$root/proc" "$root/dev" "$root/sys" 2>/dev/null || true; }

enter() {
  chroot "$root" /usr/bin/env -i HOME=/root TERM=dumb PATH=/usr/sbin:/usr/bin:/sbin:/bin \
    ${http_proxy:+http_proxy="$http_proxy"} ${https_proxy:+https_proxy="$https_proxy"} bash -euc "$1"
}

[ -x "$root/usr/bin/git" ] || make_root
trap unmount EXIT
cp -L /etc/resolv.conf "$root/etc/resolv.conf"
for folder in proc dev sys; do mountpoint -q "$root/$folder" || mount --rbind "/$folder" "$root/$folder"; done
for folder in dev sys proc; do mount --make-rslave "$root/$folder"; done

rm -rf "$root/root/smelt"
git clone --quiet "$here" "$root/root/smelt"
[ $# -gt 0 ] || set -- "./dev quickstart" "./dev test"
for command in "$@"; do
  echo "== $command"
  start=$SECONDS
  enter "cd /root/smelt && $command"
  echo "== $command: $((SECONDS - start)) s"
done
