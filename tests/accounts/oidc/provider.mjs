// An identity provider that asks what ProConnect asks, on the engine that ProConnect runs.
//
// Environment: OIDC_MODULES (the folder that holds node_modules), OIDC_REDIRECT_URI, OIDC_LOGOUT_URI, OIDC_SIRET.
// It prints one line, {"issuer": …}, once it listens on a free port of this machine.
//
// Whoever opens the authorization page is signed in at once as the agent, or turned away when `login_hint` is "refuse":
// no test has to fill in a form that is not ours.
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { join } from "node:path";

const require = createRequire(pathToFileURL(join(process.env.OIDC_MODULES, "package.json")));
const { Provider } = await import(pathToFileURL(require.resolve("oidc-provider")));
const { generateKeyPair, exportJWK } = await import(pathToFileURL(require.resolve("jose")));

const { privateKey } = await generateKeyPair("ES256", { extractable: true });
const jwk = { ...(await exportJWK(privateKey)), kid: "test", use: "sig", alg: "ES256" };

const agent = {
  given_name: "Ada",
  usual_name: "Martin",
  email: "Ada.Martin@rives.exemple.fr",
  siret: process.env.OIDC_SIRET,
  organizational_unit: "Numérique",
  uid: "amartin",
};

const server = createServer();
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: "commun",
      client_secret: "secret-de-test-assez-long",
      redirect_uris: [process.env.OIDC_REDIRECT_URI],
      post_logout_redirect_uris: [process.env.OIDC_LOGOUT_URI],
      id_token_signed_response_alg: "ES256",
      userinfo_signed_response_alg: "ES256",
      token_endpoint_auth_method: "client_secret_post",
    },
  ],
  jwks: { keys: [jwk] },
  cookies: { keys: ["test"] },
  claims: {
    openid: ["sub"],
    given_name: ["given_name"],
    usual_name: ["usual_name"],
    email: ["email"],
    siret: ["siret"],
    organizational_unit: ["organizational_unit"],
    uid: ["uid"],
    acr: null,
  },
  acrValues: ["eidas1"],
  pkce: { required: () => true, methods: ["S256"] },
  features: {
    jwtUserinfo: { enabled: true },
    devInteractions: { enabled: false },
    rpInitiatedLogout: {
      enabled: true,
      // No confirmation page: the test is the browser.
      logoutSource: async (ctx, form) => {
        ctx.body = form;
      },
    },
  },
  findAccount: async (_ctx, sub) => ({
    accountId: sub,
    claims: async () => ({ sub: `proconnect-${sub}`, acr: "eidas1", ...agent }),
  }),
  interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
});

// What ProConnect refuses before anything else.
const ALLOWED = new Set([
  "client_id", "acr_values", "claims", "response_type", "response_mode", "nonce", "login_hint", "siret_hint", "state",
  "redirect_uri", "scope", "prompt", "idp_hint", "code_challenge", "code_challenge_method",
]);
function refusal(query) {
  const extra = [...query.keys()].filter((name) => !ALLOWED.has(name));
  if (extra.length) return `Y000400 ${extra}`;
  if ((query.get("state") || "").length < 32) return "state";
  if ((query.get("nonce") || "").length < 32) return "nonce";
  return null;
}

const handle = provider.callback();
server.on("request", async (req, res) => {
  const url = new URL(req.url, issuer);
  if (url.pathname === "/auth") {
    const reason = refusal(url.searchParams);
    if (reason) {
      res.writeHead(400).end(reason);
      return;
    }
  }
  if (url.pathname.startsWith("/interaction/")) {
    try {
      const { params, prompt, session } = await provider.interactionDetails(req, res);
      const result = {};
      if (params.login_hint === "refuse") {
        Object.assign(result, { error: "access_denied", error_description: "refus" });
      } else if (prompt.name === "login") {
        result.login = { accountId: "ada" };
      } else {
        const grant = new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
        grant.addOIDCScope(params.scope);
        result.consent = { grantId: await grant.save() };
      }
      await provider.interactionFinished(req, res, result, { mergeWithLastSubmission: true });
    } catch (error) {
      res.writeHead(500).end(String(error));
    }
    return;
  }
  handle(req, res);
});
console.log(JSON.stringify({ issuer }));
