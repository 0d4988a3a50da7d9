import {
  aboutSentences,
  hiringSentences,
  peopleSentences,
  technologySentences,
} from "../companies/company-facts.ts";
import type { TownCompany } from "../companies/town-company.ts";
import { escapeHtml, type Page } from "./page.ts";

/** The pages of a company's site: two for a weak lead, up to nine for a strong one. */
export function companyPages(company: TownCompany): Page[] {
  const pages = [homePage(company), contactPage(company)];
  if (company.strength === "weak") return [...pages, privacyPage()];
  pages.push(aboutPage(company), productsPage(company), teamPage(company));
  if (company.openings.length > 0) pages.push(careersPage(company));
  if (company.news.length > 0) pages.push(blogPage(company), ...company.news.map(newsPage));
  return [...pages, privacyPage()];
}

const paragraphs = (sentences: readonly string[]) =>
  sentences.map((sentence) => `<p>${escapeHtml(sentence)}</p>`);

function homePage(company: TownCompany): Page {
  const teaser = company.strength === "strong" ? company.news.slice(0, 1) : [];
  return {
    path: "/",
    title: company.name,
    link: "Home",
    body: [
      ...paragraphs(aboutSentences(company).slice(0, 2)),
      ...paragraphs(teaser),
      "<ul>",
      ...company.products.map((product) => `<li>${escapeHtml(product)}</li>`),
      "</ul>",
    ],
  };
}

function aboutPage(company: TownCompany): Page {
  return {
    path: "/about",
    title: "About us",
    link: "About",
    body: paragraphs([...aboutSentences(company), ...technologySentences(company), ...company.news]),
  };
}

function productsPage({ products, city }: TownCompany): Page {
  return {
    path: "/products",
    title: "Products and services",
    link: "Products",
    body: products.flatMap((product) => [
      `<h2>${escapeHtml(product)}</h2>`,
      `<p>We deliver ${escapeHtml(product)} in ${escapeHtml(city)} and beyond.</p>`,
    ]),
  };
}

function teamPage(company: TownCompany): Page {
  const shown = company.strength === "strong" ? company.people : company.people.slice(0, 1);
  return {
    path: "/team",
    title: "Our team",
    link: "Team",
    body: [
      ...paragraphs(peopleSentences(company)),
      ...shown.map(
        ({ firstName, email }) => `<p>Write to ${firstName}: <a href="mailto:${email}">${email}</a></p>`,
      ),
    ],
  };
}

function careersPage(company: TownCompany): Page {
  return { path: "/careers", title: "Careers", link: "Careers", body: paragraphs(hiringSentences(company)) };
}

function blogPage({ news }: TownCompany): Page {
  return {
    path: "/blog/",
    title: "News",
    link: "Blog",
    body: news.map((sentence, index) => `<p><a href="${newsPath(index)}">${escapeHtml(sentence)}</a></p>`),
  };
}

const newsPath = (index: number) => `/blog/news-${index + 1}`;

function newsPage(sentence: string, index: number): Page {
  return {
    path: newsPath(index),
    title: `News ${index + 1}`,
    link: null,
    body: [`<p>${escapeHtml(sentence)}</p>`, "<p>Thank you to everybody who made it possible.</p>"],
  };
}

function contactPage(company: TownCompany): Page {
  return {
    path: "/contact",
    title: "Contact",
    link: "Contact",
    body: [
      `<p>${escapeHtml(company.name)}, ${escapeHtml(company.city)}</p>`,
      // A small company has no team page.
      ...(company.strength === "weak" ? paragraphs(peopleSentences(company)) : []),
      ...company.emails.map((email) => `<p>E-mail: <a href="mailto:${email}">${email}</a></p>`),
    ],
  };
}

function privacyPage(): Page {
  return { path: "/privacy", title: "Privacy", link: null, body: ["<p>We keep only what we need.</p>"] };
}
