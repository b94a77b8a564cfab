# The package's life in the copy of a machine: installed, started as its unit says, the office made and entered, updated,
# removed, installed again, purged. Every line that fails ends it.
file=$(ls /root/here/teczka_*.deb)
check() { if eval "$2"; then echo "ok: $1"; else echo "NOT: $1"; exit 1; fi; }
api() { curl -sS --max-time 20 -H 'Origin: http://127.0.0.1:8080' -H 'Content-Type: application/json' "$@"; }
url=http://127.0.0.1:8080/api/v1

apt-get install -y -qq "$file" >/dev/null 2>&1 || dpkg -i "$file"
check "it does not start by itself" '! systemctl is-active teczka'
check "the data folder is the account's alone" '[ "$(stat -c %U:%a /var/lib/teczka)" = teczka:700 ]'
check "the account cannot log in" 'getent passwd teczka | grep -q nologin'
check "programs belong to root and cannot be changed" '[ "$(stat -c %U:%a /usr/lib/teczka/teczka /usr/lib/teczka/teczka-worker | sort -u)" = root:755 ]'
check "the program runs from the path" 'teczka --version'
check "all libraries are there" '! ldd /usr/lib/teczka/teczka /usr/lib/teczka/teczka-worker | grep "not found"'
check "what dpkg installed is unchanged" '[ -z "$(dpkg --verify teczka)" ]'
check "the manual names every verb" 'for verb in $(teczka --help | sed -n "/^Subcommands:/,\$p" | sed -n "s/^  \([a-z]*\) .*/\1/p"); do zgrep -q "^.B $verb" /usr/share/man/man1/teczka.1.gz || { echo "$verb"; false; break; }; done'
check "the configuration is in order" 'teczka serve --config /etc/teczka/teczka.toml --check-config'

systemctl enable --now teczka
check "it runs as its own account" '[ "$(stat -c %U /proc/$(cat /run/teczka.pid))" = teczka ]'
check "it holds no capability" 'grep -q "^CapEff:.0*$" /proc/$(cat /run/teczka.pid)/status'
check "the first page is there" 'api http://127.0.0.1:8080/ | grep -q "id=\"root\""'
check "the office has nobody" 'api $url/session | grep -q office_empty'
check "the code is printed" 'journalctl -u teczka | grep -qE "code  [0-9A-Z]{4}-"'
check "the office is made" 'api -d @- $url/first-start <<<"{\"office\":{\"name\":\"Biuro\",\"tax_id\":\"5265877635\",\"country\":\"PL\",\"currency\":\"PLN\",\"language\":\"pl\",\"time_zone\":\"Europe/Warsaw\"},\"administrator\":{\"login\":\"anna\",\"name\":\"Anna\",\"email\":\"\",\"password\":\"zielony rower 7\"}}" | grep -q administrator'
sign_in() { api -d '{"login":"anna","password":"zielony rower 7"}' $url/session; }
check "its administrator signs in" 'sign_in | grep -q "\"login\":\"anna\""'
check "files are the account's alone" '[ -z "$(find /var/lib/teczka -not -user teczka -o -perm /077)" ]'
check "the command line asks the running server" 'runuser -u teczka -- teczka user add --data /var/lib/teczka --login ola --group sales --password-stdin <<<"czerwony tramwaj 8"'

echo '# ours' >>/etc/teczka/teczka.toml
dpkg -i "$file" >/dev/null
check "an update goes on running" 'systemctl is-active teczka'
check "an update keeps the configuration" 'grep -q "^# ours" /etc/teczka/teczka.toml'
check "an update keeps the office" 'sign_in | grep -q "\"login\":\"anna\""'

sed -i 's/^plain = .*/plain = ["0.0.0.0:8080"]/' /etc/teczka/teczka.toml
check "an open address without TLS is refused" '! systemctl restart teczka'
sed -i 's/^plain = .*/plain = ["127.0.0.1:8080"]/' /etc/teczka/teczka.toml
systemctl start teczka

certificate() {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 365 -subj "/CN=$1" \
        -addext subjectAltName=IP:127.0.0.1 -keyout /etc/teczka/key.pem -out /etc/teczka/certificate.pem 2>/dev/null
    chown root:teczka /etc/teczka/key.pem
    chmod "$2" /etc/teczka/key.pem
}
shown() { openssl s_client -connect 127.0.0.1:8443 </dev/null 2>/dev/null | openssl x509 -noout -subject; }
secure() { curl -sS --max-time 20 --cacert /etc/teczka/certificate.pem -H 'Origin: https://127.0.0.1:8443' -H 'Content-Type: application/json' "$@"; }
cp /etc/teczka/teczka.toml /root/plain.toml
cat >/etc/teczka/teczka.toml <<'CONFIG'
data = "/var/lib/teczka"
[listen]
tls = ["0.0.0.0:8443"]
[tls]
certificate = "/etc/teczka/certificate.pem"
key = "/etc/teczka/key.pem"
CONFIG
check "a certificate that is not there is refused" '! systemctl restart teczka'
certificate first.example 600
check "a key the account cannot read is refused" '! systemctl restart teczka'
certificate first.example 640
check "TLS is served" 'systemctl start teczka && shown | grep -q first.example'
check "he signs in over TLS, with a cookie for TLS alone" 'secure -i -d "{\"login\":\"anna\",\"password\":\"zielony rower 7\"}" https://127.0.0.1:8443/api/v1/session | grep -qi "^set-cookie:.*secure"'
check "nothing listens without TLS" '! curl -s --max-time 5 http://127.0.0.1:8080/'
before=$(cat /run/teczka.pid)
certificate second.example 640
check "a renewed certificate is taken up by a reload" 'systemctl reload teczka && sleep 1 && shown | grep -q second.example && [ "$(cat /run/teczka.pid)" = "$before" ]'
echo broken >/etc/teczka/certificate.pem
check "a broken one is said, and the old one serves on" 'systemctl reload teczka && sleep 1 && shown | grep -q second.example && journalctl -u teczka | grep -q "no certificate in PEM form"'
rm /etc/teczka/key.pem /etc/teczka/certificate.pem
systemctl stop teczka
cp /root/plain.toml /etc/teczka/teczka.toml
systemctl start teczka

dpkg --remove teczka >/dev/null
check "removing stops it" '! systemctl is-active teczka'
check "removing leaves data and configuration" '[ -f /var/lib/teczka/teczka.db ] && [ -f /etc/teczka/teczka.toml ]'
dpkg -i "$file" >/dev/null
systemctl start teczka
check "installed again, the office is still there" 'sign_in | grep -q "\"login\":\"anna\""'
dpkg --purge teczka >/dev/null
check "purging takes all" '[ ! -e /var/lib/teczka ] && [ ! -e /etc/teczka ] && [ ! -e /usr/lib/teczka ] && ! getent passwd teczka'
