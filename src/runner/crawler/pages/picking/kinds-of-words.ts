import type { PickedKind } from "./page-kind.ts";
import { toWords } from "./to-words.ts";

/** The words of paths and links that tell a kind, by language; phrases are parted by commas. */
const PHRASES: Readonly<Record<PickedKind, readonly string[]>> = {
  about: [
    "about, about us, aboutus, about our company, about company, the company, company, our company, company info, company information, our story, who we are, whoweare, what we are, company profile, corporate profile, corporate, overview, company overview, profile, mission, our mission, vision, our values, history, our history, company history, heritage, philosophy, our philosophy, the firm, our firm, firm, know us, meet us, why us, why choose us, organization, organisation, introduction",
    "über uns, ueber uns, uber uns, ueberuns, unternehmen, das unternehmen, firma, die firma, firmenprofil, unternehmensprofil, wir über uns, wer wir sind, geschichte, unsere geschichte, philosophie, portrait, leitbild, verein, kanzlei, die kanzlei, praxis, betrieb",
    "à propos, a propos, a propos de nous, qui sommes nous, quisommesnous, notre entreprise, l entreprise, lentreprise, entreprise, société, la société, notre histoire, histoire, présentation, notre société, nous connaître, le cabinet, notre cabinet",
    "sobre nosotros, quiénes somos, quienes somos, quienessomos, empresa, la empresa, nuestra empresa, nosotros, acerca de, acerca de nosotros, conócenos, historia, nuestra historia, compañía, sobre",
    "chi siamo, chisiamo, azienda, l azienda, lazienda, la nostra azienda, l impresa, la società, la nostra storia, storia, profilo, profilo aziendale",
    "sobre nós, quem somos, quemsomos, a empresa, nossa empresa, nossa história, história, institucional, quem nós somos",
    "over ons, overons, over, wie zijn wij, wie we zijn, bedrijf, ons bedrijf, het bedrijf, ons verhaal, bedrijfsprofiel, organisatie, geschiedenis",
    "o nas, o firmie, onas, firma, nasza firma, kim jesteśmy, poznaj nas, nasza historia",
    "o nás, o spoločnosti, o společnosti, o firmě, o firme, kdo jsme, kto sme, společnost, spoločnosť, profil společnosti",
    "om os, om oss, om, om virksomheden, virksomheden, om företaget, företaget, om foretaget, om selskapet, om bedriften, hvem er vi, hvem vi er, vilka vi är, vår historia, vores historie, vår historie",
    "meistä, yritys, tietoa meistä, yrityksestä, tietoa yrityksestä, keitä olemme, yritysesittely",
    "rólunk, bemutatkozás, cégünk, cégünkről, a cégről, magunkról, cégtörténet, kik vagyunk",
    "despre noi, despre, compania, cine suntem, despre companie, firma noastră, companie",
    "о нас, о компании, компания, о фирме, про нас, про компанію, за нас, за фирмата, o kompanii, o nas, o-kompanii",
    "σχετικά με εμάς, σχετικά, εταιρεία, η εταιρεία, ποιοι είμαστε, etaireia, i etaireia, sxetika",
    "hakkımızda, hakkinda, kurumsal, biz kimiz, şirketimiz, şirket",
    "o nama, o podjetju, tko smo, kdo smo, o tvrtki, apie mus, par mums, meist, ettevõttest, apie",
    "tentang kami, tentang, profil perusahaan, 关于我们, 公司简介, 会社概要, 企業情報, 会社案内, 회사소개, giới thiệu, เกี่ยวกับเรา",
  ],
  contact: [
    "contact, contact us, contactus, contacts, get in touch, getintouch, reach us, reach out, contact info, contact information, contact details, contact form, find us, where to find us, visit us, write to us, call us, talk to us, enquiry, enquiries, inquiry, directions, how to find us",
    "kontakt, kontakte, kontaktformular, kontaktieren sie uns, impressum, imprint, anfahrt, so finden sie uns, kontakt und anfahrt, anfahrt und kontakt, ansprechpartner",
    "contactez nous, contacter, nous contacter, nous joindre, coordonnées, mentions légales, nous trouver, contacteznous",
    "contacto, contacte, contáctenos, contáctanos, contactenos, contactar, aviso legal, dónde estamos, ubicación, contactanos",
    "contatti, contattaci, contatto, dove siamo, come raggiungerci",
    "contato, contacte nos, fale conosco, faleconosco, contactos, contatos, onde estamos, localização",
    "contact opnemen, neem contact op, contactgegevens, contacteer ons, contactformulier",
    "kontakty, kontaktujte nás, kde nás najdete, kde nas najdete, skontaktuj się z nami, dane kontaktowe, napíšte nám",
    "kontakta oss, kontakt os, kontakt oss, kontaktinformation, find os, hitta hit, finn oss, kontakta",
    "yhteystiedot, ota yhteyttä, yhteys, yhteydenotto",
    "kapcsolat, elérhetőség, elérhetőségek, elérhetőségeink, kapcsolatfelvétel, impresszum",
    "contactați ne, contacteaza ne, date de contact",
    "контакты, контакт, контакти, связаться с нами, обратная связь, kontakty, зв язок",
    "επικοινωνία, επικοινωνήστε μαζί μας, επαφή, epikoinonia",
    "iletişim, bize ulaşın, iletisim, bize ulasin",
    "kontaktirajte nas, kontaktai, kontakti, sazinies, susisiekite",
    "hubungi kami, kontak, 联系我们, 聯絡我們, お問い合わせ, 会社へのお問い合わせ, 문의하기, 연락처, liên hệ, ติดต่อเรา",
  ],
  careers: [
    "careers, career, jobs, job, join us, joinus, join our team, join the team, vacancies, vacancy, hiring, we are hiring, were hiring, work with us, workwithus, work for us, work at, working at, employment, employment opportunities, job opportunities, career opportunities, open positions, openings, job openings, opportunities, recruitment, apprenticeships, apprenticeship, internships, positions, current openings",
    "karriere, stellenangebote, stellen, offene stellen, ausbildung, jobs und karriere, karriere und jobs, stellenmarkt, arbeiten bei uns, ausbildungsplätze, bewerbung, jobangebote",
    "emplois, emploi, recrutement, carrières, carrière, nous rejoindre, rejoignez nous, offres d emploi, offres emploi, nos offres d emploi, on recrute",
    "empleo, empleos, trabaja con nosotros, trabaje con nosotros, bolsa de trabajo, únete, unete a nosotros, ofertas de empleo, bolsa de empleo, carreras",
    "lavora con noi, lavoraconnoi, carriere, posizioni aperte, opportunità di lavoro, offerte di lavoro",
    "trabalhe conosco, trabalhe connosco, carreiras, vagas, recrutamento, oportunidades, emprego, junte se a nós",
    "vacatures, werken bij, werken bij ons, werkenbij, carrière, kom werken bij, vacature",
    "praca, kariera, oferty pracy, dołącz do nas, pracuj z nami, rekrutacja",
    "kariéra, volná místa, voľné miesta, volné pozice, práce u nás, pracujte u nás, pracovné ponuky, nabídka práce, prace, zamestnani",
    "karriär, lediga jobb, lediga tjänster, jobba hos oss, jobba hos, job hos os, ledige stillinger, ledige jobs, jobb hos oss, bli en del av oss, jobb, karriere",
    "avoimet työpaikat, työpaikat, ura, töihin meille, rekry, rekrytointi, tule meille töihin",
    "karrier, állás, állások, állásajánlatok, álláslehetőségek, dolgozz nálunk, csatlakozz hozzánk, allas",
    "cariere, locuri de muncă, angajări, joburi, alătură te, lucrează cu noi",
    "вакансии, карьера, работа у нас, вакансії, кар єра, робота, кариера, работа, vakansii",
    "καριέρα, θέσεις εργασίας, καριερα, εργαστείτε μαζί μας, kariera",
    "kariyer, insan kaynakları, iş ilanları, açık pozisyonlar",
    "zaposlenje, karjera, darbs, toopakkumised, vakances, zaposlitev, posao",
    "kerjaya, karir, lowongan, 招聘, 加入我们, 採用情報, 採用, 채용, tuyển dụng, ร่วมงานกับเรา",
  ],
  products: [
    "products, product, services, service, our services, our products, products and services, services and products, solutions, solution, our solutions, what we do, whatwedo, what we offer, offerings, offering, platform, capabilities, expertise, practice areas, our work, treatments, features, technology, technologies, product range, product catalog, catalog, catalogue",
    "produkte, leistungen, unsere leistungen, dienstleistungen, angebot, produkte und leistungen, lösungen, leistungsspektrum, sortiment, unsere produkte, service leistungen",
    "produits, nos produits, prestations, nos prestations, nos services, savoir faire, solutions, nos solutions, métiers, nos métiers, nos activités, activités, domaines d expertise",
    "productos, servicios, nuestros servicios, nuestros productos, soluciones, qué hacemos, productos y servicios",
    "prodotti, servizi, i nostri servizi, i nostri prodotti, soluzioni, cosa facciamo, attività",
    "produtos, serviços, nossos serviços, nossos produtos, soluções, o que fazemos",
    "producten, diensten, onze diensten, oplossingen, wat wij doen, aanbod, wat we doen",
    "produkty, usługi, oferta, nasza oferta, nasze usługi, rozwiązania",
    "služby, produkty a služby, naše služby, sluzby, nabídka, ponuka, řešení",
    "produkter, tjänster, våra tjänster, ydelser, tjenester, løsninger, vores ydelser, våre tjenester, lösningar",
    "tuotteet, palvelut, palvelumme, ratkaisut, tuotteet ja palvelut",
    "termékek, szolgáltatások, szolgáltatásaink, termékeink, megoldások",
    "produse, servicii, serviciile noastre, soluții",
    "продукция, услуги, продукты, наши услуги, решения, послуги, продукція, продукти",
    "προϊόντα, υπηρεσίες, λύσεις, proionta, ypiresies",
    "ürünler, hizmetler, hizmetlerimiz, ürünlerimiz, çözümler",
    "usluge, proizvodi, storitve, izdelki, paslaugos, produktai, pakalpojumi, teenused, tooted",
    "produk, layanan, 产品, 服务, 製品情報, サービス, 事業内容, 제품, sản phẩm, dịch vụ, บริการ",
  ],
  team: [
    "team, the team, our team, ourteam, meet the team, meettheteam, meet our team, team members, our team members, people, our people, the people, meet our people, leadership, our leadership, leadership team, executive team, executives, executive leadership, management, our management, management team, senior management, senior leadership, founders, our founders, the founders, board, our board, board members, board of directors, board of trustees, directors, our directors, board and management, staff, our staff, the staff, meet the staff, meet our staff, staff directory, staff members, faculty, crew, our crew, employees, our employees, who is who, whos who, advisors, our advisors, advisory board, attorneys, our attorneys, lawyers, our lawyers, doctors, our doctors, meet the doctors, meet our doctors, meet the doctor, dentists, our dentists, providers, our providers, physicians, our physicians, therapists, our therapists, experts, our experts, consultants, our consultants, professionals, our professionals, agents, our agents, meet our agents, partners and staff, governance, key people, bios, biographies, meet the owner, meet the owners, trustees, instructors, trainers, our trainers, technicians, management board, officers, our family",
    "unser team, das team, mitarbeiter, unsere mitarbeiter, geschäftsführung, geschaeftsfuehrung, geschäftsleitung, vorstand, management, führung, führungsteam, menschen, anwälte, rechtsanwälte, ärzte, unsere ärzte, praxisteam, ärzteteam, team und ansprechpartner, mitarbeitende, leitung, köpfe",
    "équipe, notre équipe, l équipe, lequipe, nos équipes, équipe dirigeante, direction, nos collaborateurs, collaborateurs, les avocats, nos avocats, dirigeants, gouvernance, rencontrez notre équipe",
    "equipo, nuestro equipo, el equipo, equipo directivo, directiva, dirección, nuestra gente, personal, conoce al equipo, conoce a nuestro equipo, junta directiva, equipo humano",
    "il team, il nostro team, staff, squadra, la squadra, lo staff, le persone, persone, direzione, il nostro staff, consiglio di amministrazione, professionisti",
    "equipe, nossa equipe, equipa, a equipa, a nossa equipa, time, nosso time, diretoria, direção, nossas pessoas, liderança, corpo clínico, profissionais",
    "ons team, het team, medewerkers, onze medewerkers, directie, mensen, onze mensen, teamleden, maak kennis, wie is wie, bestuur",
    "zespół, nasz zespół, ludzie, zarząd, kadra, nasi ludzie, pracownicy, kierownictwo, poznaj zespół, nasi pracownicy, rada nadzorcza",
    "tým, náš tým, nas tym, vedení, vedenie, vedení společnosti, lidé, ľudia, zaměstnanci, naši lidé, tim, náš tím, tím",
    "vårt team, vores team, medarbetare, medarbejdere, våra medarbetare, vores medarbejdere, ansatte, våre ansatte, personal, ledning, ledelse, ledelsen, ledning och styrelse, bestyrelse, styrelse, medewerkers, teamet, mød teamet, möt teamet, møt teamet, personalet, folk",
    "tiimi, henkilöstö, henkilökunta, meidän tiimi, johto, ihmiset, tiimimme, johtoryhmä, hallitus, asiantuntijat",
    "csapat, csapatunk, munkatársak, munkatársaink, vezetőség, kollégák, kollégáink, vezetés",
    "echipa, echipa noastră, conducere, oamenii noștri, management, echipă",
    "команда, наша команда, руководство, сотрудники, коллектив, люди, керівництво, співробітники, екип, нашият екип, ръководство, персонал",
    "ομάδα, η ομάδα μας, η ομάδα, διοίκηση, οι άνθρωποί μας, άνθρωποι, συνεργάτες, omada",
    "ekip, ekibimiz, takım, takımımız, yönetim, yönetim kurulu, kadromuz, kadro, uzman kadromuz",
    "ekipa, naša ekipa, naš tim, ljudi, uprava, zaposleni, komanda, darbinieki, meeskond, mūsų komanda, musu komanda, tiim, juhatus",
    "tim kami, 团队, 我们的团队, 管理团队, スタッフ紹介, スタッフ, 役員紹介, 임직원, đội ngũ, ทีมงาน",
  ],
  other: [
    "industries, customers, clients, our clients, case studies, projects, portfolio, partners, locations, offices, certifications, references, referenzen, projekte, kunden, standorte, realisations, références, proyectos, clientes, progetti, clienti, projecten, klanten, realizacje, reference, projekter, referenssit, referenciák",
  ],
};

/** Words that add nothing to what a place is about. */
const FILLERS = toList(
  "our, the, us, we, meet, about, at, and, of, for, page, pages, your, with, my, new, in, on, to, a, an, index, html, main, all, info, und, unser, unsere, unseres, das, die, der, des, bei, wir, fur, notre, nos, la, le, les, l, de, du, et, nuestro, nuestra, nuestros, el, los, las, y, en, il, lo, i, nostro, nostra, nostri, e, ons, onze, het, een, van, en, nasz, nasza, nasze, nas, w, z, vores, vart, vara, vore, var, och, og, naš, nasa, naš, our, executive, senior, key, management, full, whole, entire, dental, medical, sales, support, company, group, leadership, legal, professional, clinical, office, global, founding",
);

/** Paths that look close and never say what a company does. */
export const IGNORED_WORDS: ReadonlySet<string> = new Set([
  "login",
  "signin",
  "signup",
  "register",
  "account",
  "cart",
  "checkout",
  "privacy",
  "terms",
  "cookies",
  "cookie",
  "wp-admin",
  "wp-json",
  "feed",
  "rss",
  "tag",
  "search",
  "unsubscribe",
]);

/** Each phrase, in plain words joined by `-`, with the kinds it tells. */
export const KINDS_OF_WORDS: ReadonlyMap<string, ReadonlySet<PickedKind>> = index();

/** True for a word that adds nothing to what a place is about. */
export function isFiller(word: string): boolean {
  return FILLERS.has(word);
}

function index(): Map<string, Set<PickedKind>> {
  const kinds = new Map<string, Set<PickedKind>>();
  const add = (kind: PickedKind, lines: readonly string[]) => {
    for (const words of lines.flatMap((line) => [...toList(line)])) {
      const known = kinds.get(words) ?? new Set();
      kinds.set(words, known.add(kind));
    }
  };
  add("about", PHRASES.about);
  add("contact", PHRASES.contact);
  add("careers", PHRASES.careers);
  add("products", PHRASES.products);
  add("team", PHRASES.team);
  add("other", PHRASES.other);
  return kinds;
}

function toList(line: string): Set<string> {
  return new Set(line.split(",").map(toWords));
}
