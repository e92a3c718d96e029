#!/usr/bin/env bash
# The Debian package: built, installed, started, upgraded, removed and installed again, with one book
# all through. On a machine of its own: a copy of this one's file system that only this test sees, with
# a systemd of its own where that will run; where not, the server is started as the unit says, but
# without the unit's sandbox.
mode=${1:-outside}
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
conf=/etc/dealboek/dealboekd.conf

# -------------------------------------------------------------------------------- on the copy
if [[ $mode == inside ]]; then
  shared=$2
  read -r first second <"$shared/packages"
  dealboek=/usr/bin/dealboek
  export DEALBOEK_SERVER=127.0.0.1:7345
  secretary=(--as secretaris --programme proef)
  unit=/lib/systemd/system/dealboekd.service
  systemd=
  [[ ! -d /run/systemd/system ]] || systemd=1

  get() { python3 -c 'import sys, urllib.request; print(urllib.request.urlopen(sys.argv[1]).read().decode())' "$1"; }
  ready() { get http://127.0.0.1:9345/readyz >/dev/null 2>&1; }
  main_pid() { systemctl show -p MainPID --value dealboekd; }
  await() { # COMMAND...: it succeeds within half a minute
    for ((i = 0; i < 300; i++)); do if "$@"; then return 0; fi; sleep 0.1; done
    return 1
  }
  up() {
    if [[ $systemd ]]; then systemctl start dealboekd; return; fi
    # shellcheck disable=SC2046  # the words of a command line
    setpriv --reuid="$(sed -n 's/^User=//p' $unit)" --regid="$(sed -n 's/^Group=//p' $unit)" --init-groups -- \
      $(sed -n 's/^ExecStart=//p' $unit) 2>>"$work/server.log" &
    server_pid=$!
    await ready
  }
  down() {
    if [[ $systemd ]]; then systemctl stop dealboekd; else stop_server; fi
  }
  restarted() { [[ $(main_pid) != "$1" && $(main_pid) != 0 ]] && ready; }

  # A machine that is an image may forbid packages to start what they bring.
  rm -f /usr/sbin/policy-rc.d
  ip link set lo up
  expect_exit 0 "the package installs" dpkg -i "$first"
  expect "the server has a user of its own" getent passwd dealboek
  expect "whose directory is closed to others" test "$(stat -c '%U %a' /var/lib/dealboek)" = "dealboek 700"
  expect_exit 0 "its configuration is sound" dealboekd serve --config $conf --check-config
  if [[ $systemd ]]; then
    expect "systemd has started it, and waited until it was ready" ready
    systemctl is-active dealboekd || { journalctl -u dealboekd --no-pager; exit 1; }
    expect "it told systemd where it is" grep -q 'ready on 127.0.0.1:7345' <(systemctl show -p StatusText dealboekd)
    expect "it will be started with the machine" systemctl --quiet is-enabled dealboekd
    expect "its sandbox is closed" test "CapEff: 0000000000000000 NoNewPrivs: 1 Seccomp: 2" = \
      "$(grep -E '^(NoNewPrivs|Seccomp|CapEff):' "/proc/$(main_pid)/status" | xargs)"
    expect_exit 0 "systemd rates that 2.0 or better" \
      systemd-analyze security --threshold=20 --no-pager dealboekd
    journalctl -u dealboekd -o cat -t dealboekd --no-pager >"$work/journal"
    expect "the journal has its lines of JSON" grep -q '^{.*"event":"ready"' "$work/journal"
  else
    expect "it starts as its unit says" up
  fi
  expect "it runs as its user" test "$(ps -o user= -C dealboekd)" = dealboek
  expect_exit 1 "until somebody sets up who calls, every call is refused" "$dealboek" "${secretary[@]}" programme show
  down

  # The operator's own change of the configuration.
  sed -i 's/^#insecure-dev-identity = false$/insecure-dev-identity = true/' $conf
  expect "it starts again" up
  expect_exit 0 "a book begins" "$dealboek" "${secretary[@]}" programme create --title Proef --first-year 2021 --last-year 2022
  expect_exit 0 "and goes on" "$dealboek" "${secretary[@]}" tranche add 1
  expect "metrics are there" grep -q '^dealboek_events 2$' <(get http://127.0.0.1:9345/metrics)

  if [[ $systemd ]]; then
    old=$(main_pid)
    kill -KILL "$old"
    expect "killed, it is started again" await restarted "$old"
    mkdir -p /run/systemd/system/dealboekd.service.d
    printf '[Service]\nWatchdogSec=3\n' >/run/systemd/system/dealboekd.service.d/soon.conf
    systemctl daemon-reload
    systemctl restart dealboekd
    old=$(main_pid)
    sleep 5
    expect "while it works, the watchdog lets it be" test "$(main_pid)" = "$old"
    kill -STOP "$old"
    expect "when it hangs, the watchdog has it started again" await restarted "$old"
    rm /run/systemd/system/dealboekd.service.d/soon.conf
    systemctl daemon-reload
    cp $conf "$work/conf"
    echo 'threads = 0' >>$conf
    expect_exit 1 "with a wrong configuration it does not start" systemctl restart dealboekd
    sleep 3
    expect "nor is that tried again" test "$(systemctl show -p NRestarts,ActiveState --value dealboekd | xargs)" = "0 failed"
    journalctl -u dealboekd -o cat --no-pager >"$work/journal"
    expect "and it says what is wrong" grep -q 'threads: "0" is not a whole number' "$work/journal"
    expect_exit 0 "an upgrade leaves it down" dpkg -i "$second"
    expect "as it was" test "$(systemctl is-active dealboekd)" = failed
    dpkg -i "$first" >/dev/null 2>&1
    cp "$work/conf" $conf
    systemctl reset-failed dealboekd
    expect "corrected, it starts" up
    old=$(main_pid)
  fi
  expect_exit 0 "a newer package installs over it, while it runs" dpkg -i "$second"
  expect "the operator's change is kept" grep -qx 'insecure-dev-identity = true' $conf
  if [[ $systemd ]]; then
    expect "the new server runs" restarted "$old"
  else
    expect_exit 0 "the old server goes on until it is restarted" "$dealboek" "${secretary[@]}" programme show
    down
    up
  fi
  expect_exit 0 "after the upgrade facts are taken" "$dealboek" "${secretary[@]}" tranche add 2
  expect_exit 0 "the book is there" "$dealboek" "${secretary[@]}" tranche list --output csv
  expect "whole" test "$(tail -n +2 "$work/out" | wc -l)" = 2
  [[ $systemd ]] || down

  expect_exit 0 "the package is removed" dpkg -r dealboek
  expect "with its programs" test ! -e /usr/bin/dealboekd
  expect "none of which runs" test -z "$(ps -o pid= -C dealboekd)"
  expect "but not the books" test -e /var/lib/dealboek/log/FORMAT
  expect "nor the configuration" test -e $conf
  expect_exit 0 "it is installed again" dpkg -i "$second"
  expect "and runs" up
  expect_exit 0 "the book is there" "$dealboek" "${secretary[@]}" tranche list --output csv
  expect "whole, once more" test "$(tail -n +2 "$work/out" | wc -l)" = 2
  down
  expect_exit 0 "everything is verified" runuser -u dealboek -- dealboekd verify --config $conf
  expect_exit 0 "the package is purged" dpkg -P dealboek
  expect_said 'The books in /var/lib/dealboek are kept' "it says that the books stay"
  expect "and they do" test -e /var/lib/dealboek/log/FORMAT
  expect "while the configuration goes" test ! -e $conf
  [[ ! $systemd ]] || echo "all of it under systemd"
  finish
  exit
fi

# ------------------------------------------------ making the copy, alone in namespaces of its own
if [[ $mode == enter* ]]; then
  shared=$2 copy=$2/copy
  mkdir -p "$copy"
  mount -t tmpfs tmpfs "$copy"
  mkdir "$copy/upper" "$copy/work" "$copy/root"
  mount -t overlay overlay -o "lowerdir=/,upperdir=$copy/upper,workdir=$copy/work" "$copy/root" || exit 77
  mount -t proc proc "$copy/root/proc"
  mount -t tmpfs tmpfs "$copy/root/run"
  mount --rbind /dev "$copy/root/dev"
  mount -t sysfs -o ro sysfs "$copy/root/sys"
  # Where the tree and the packages lie may be other file systems.
  mkdir -p "$copy/root$top" "$copy/root/shared"
  mount --bind "$top" "$copy/root$top"
  mount --bind "$shared" "$copy/root/shared"
  cd "$copy/root"
  mkdir -p old
  pivot_root . old
  cd /
  trap - EXIT
  rmdir "/old$work"
  if [[ $mode == enter ]]; then exec "$top/tests/e2e/package_test.sh" inside /shared; fi
  mount -t cgroup2 cgroup2 /sys/fs/cgroup || exit 78
  umount -l /old
  # None of this machine's own services.
  rm -rf /etc/systemd/system/*.wants /etc/systemd/system/*.requires
  cat >/etc/systemd/system/package-test.service <<UNIT
[Unit]
After=basic.target
Wants=basic.target
SuccessAction=exit-force
FailureAction=exit-force
[Service]
Type=oneshot
ExecStart=/bin/bash $top/tests/e2e/package_test.sh inside /shared
StandardOutput=append:/shared/said
StandardError=append:/shared/said
UNIT
  exec env -i container=test PATH="$PATH" /lib/systemd/systemd --system --unit=package-test.service --log-target=null \
    --show-status=no
fi

# --------------------------------------------------------------------------- on this machine
cd "$top"
unit=deploy/debian/dealboekd.service
if command -v systemd-analyze >/dev/null; then
  expect_exit 0 "systemd's own rating of the sandbox is 2.0 or better" \
    systemd-analyze security --offline=true --threshold=20 --no-pager "$unit"
  expect_said 'Overall exposure level' "and it is told"
else
  echo "skipped: systemd-analyze is not here to rate the unit's sandbox"
fi
if ! command -v cpack >/dev/null || ! command -v dpkg-shlibdeps >/dev/null; then
  echo "skipped: a package needs cpack and dpkg-dev"
  finish
  exit
fi
shared=$work/shared
mkdir "$shared"
expect_exit 0 "a package is made" deploy/package "$shared"
first=$(tail -n 1 "$work/out")
export DEALBOEK_PACKAGE_VERSION=99.0
expect_exit 0 "and a newer one" deploy/package "$shared"
second=$(tail -n 1 "$work/out")
[[ -e $first && -e $second ]] || { cat "$work/out" "$work/err"; exit 1; }
dpkg-deb -c "$first" >"$work/contents"
for file in ./usr/bin/dealboekd ./usr/bin/dealboek ./lib/systemd/system/dealboekd.service ./etc/dealboek/dealboekd.conf \
  ./usr/share/doc/dealboek/OPERATIONS.md ./usr/share/doc/dealboek/dealboek.rules.yml; do
  expect "it holds $file" grep -qE " root/root .* $file\$" "$work/contents"
done
expect "its configuration is a conffile" test "$(dpkg-deb -I "$first" conffiles)" = $conf
expect "it depends on the libraries it was built with" grep -q 'libgrpc++.*librocksdb' <(dpkg-deb -f "$first" Depends)

# enter HOW: runs the test on the copy. What is written there goes to memory, and with the namespaces it is gone.
enter() {
  : >"$shared/said"
  timeout --kill-after=5 300 unshare --mount --net --pid --ipc --uts --cgroup --fork --kill-child \
    "$top/tests/e2e/package_test.sh" "$1" "$shared" </dev/null >"$work/entered" 2>&1
}
echo "/shared/$(basename "$first") /shared/$(basename "$second")" >"$shared/packages"
if [[ $EUID != 0 ]] || ! unshare --mount --net --pid --fork true 2>/dev/null; then
  echo "skipped: installing it on a copy of this machine needs root and namespaces"
elif dpkg-query -W dealboek >/dev/null 2>&1; then
  echo "skipped: this machine has the package installed"
else
  code=0
  if command -v /lib/systemd/systemd >/dev/null; then enter enter-systemd || code=$?; else code=78; fi
  if [[ $code != 77 && ! -s $shared/said ]]; then
    echo "skipped: no systemd will run on a copy of this machine (exit $code), so without it"
    code=0
    enter enter || code=$?
    cp "$work/entered" "$shared/said"
  fi
  cat "$shared/said"
  if [[ $code == 77 ]]; then
    echo "skipped: installing it on a copy of this machine needs overlayfs"
  else
    expect "it is installed, started, upgraded and removed without loss" grep -qx '0 failed' "$shared/said"
  fi
fi
finish
