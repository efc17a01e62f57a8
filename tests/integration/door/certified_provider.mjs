// A provider of OpenID Connect that others wrote and its foundation certified, with one client and one person of ours.
import Provider from "oidc-provider";

const [issuer, client, secret, back, email] = process.argv.slice(2);
const provider = new Provider(issuer, {
  clients: [{ client_id: client, client_secret: secret, redirect_uris: [back] }],
  claims: { email: ["email", "email_verified"] },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, email, email_verified: true }) }),
});
provider.listen(Number(new URL(issuer).port), "127.0.0.1", () => console.log("ready"));
